import GIRTestSupport
import Glibc
import Testing

@testable import GIRServer

@Suite struct `service notifier` {
    @Test(arguments: [false, true]) func `sends datagrams to the socket that the manager names`(
        _ isAbstract: Bool
    ) throws {
        let folder = try TemporaryDirectory()
        let name = isAbstract ? "@girctl-test-\(getpid())" : folder.path("notify")
        let socket = try NotifySocket(name)
        let notifier = ServiceNotifier(environment: ["NOTIFY_SOCKET": name])
        notifier.send(.ready(status: "serving https://localhost:9443"))
        #expect(socket.receive() == "READY=1\nSTATUS=serving https://localhost:9443")
        notifier.send(.watchdog)
        #expect(socket.receive() == "WATCHDOG=1")
        notifier.send(.stopping(status: "two\nREADY=1"))
        #expect(socket.receive() == #"STOPPING=1\#nSTATUS=two\u{a}READY=1"#)
        notifier.send(.reloading)
        #expect(socket.receive()?.wholeMatch(of: #/RELOADING=1\nMONOTONIC_USEC=[0-9]+/#) != nil)
    }

    @Test func `says nothing where there is no manager, or none that listens`() {
        ServiceNotifier.none.send(.watchdog)
        for name in [
            "", "@", "/", "relative", "/none/\(getpid())", "vsock:2:1", "/" + String(repeating: "a", count: 200),
        ] {
            ServiceNotifier(environment: ["NOTIFY_SOCKET": name]).send(.watchdog)
        }
    }

    @Test func `knows whether signs of life are wanted, of this process`() {
        func watchdog(_ time: String?, _ process: String? = nil, socket: String? = "@a") -> Duration? {
            var environment: [String: String] = [:]
            environment["NOTIFY_SOCKET"] = socket
            environment["WATCHDOG_USEC"] = time
            environment["WATCHDOG_PID"] = process
            return ServiceNotifier(environment: environment, processIdentifier: 7).watchdog
        }
        #expect(watchdog("30000000") == .seconds(30))
        #expect(watchdog("30000000", "7") == .seconds(30))
        #expect(watchdog("30000000", "8") == nil)
        #expect(watchdog("30000000", socket: nil) == nil)
        for text in [nil, "", "0", "-1", "x", "99999999999999999999"] { #expect(watchdog(text) == nil) }
    }
}
