import GIRPKI
import GIRStore
import GIRTestSupport
import ServiceLifecycle
import Testing

@testable import GIRServer

@Suite struct `Server run` {
    @Test func `names its services and describes nothing of what they hold`() throws {
        var configuration = ServerConfiguration(
            host: "127.0.0.1",
            port: 0,
            identity: nil
        )
        configuration.api.securityKey = Secret("canary")
        configuration.management = ManagementSettings(port: 0)
        let run = try ServerRun(
            configuration,
            environment: LogLines().environment(),
            store: SQLiteStore.inMemory()
        )
        let names = run.all { _ in }.map(\.serviceName)
        #expect(names == ["watchdog", "management", "store", "login", "listener"])
    }
}
