import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// `serve` as the service manager sees it: notifications, sockets, credentials, signals.
@Suite struct `girctl serve under a service manager` {
    private let served: ServedFolder
    private let managementPort: Int
    private var folder: TemporaryDirectory { served.folder }
    private var port: Int { served.port }
    private var command: Command { served.command }

    init() throws {
        let ports = try FreePort.find(2)
        managementPort = ports[1]
        served = try ServedFolder(TestPKI(now: Date()), port: ports[0])
        try served.configure("girctl:\n  shutdownTimeout: 2\n  management:\n    port: \(managementPort)\n")
    }

    private func curl(_ arguments: String...) async throws -> CommandResult {
        try await Tool.curl.run(["--silent", "--max-time", "10", "--cacert", "ca.pem"] + arguments, in: folder)
    }

    @Test func `tells it that it is ready, alive, reloading and stopping`() async throws {
        let socket = try NotifySocket(folder.path("notify"))
        var command = command
        command.environment = ["NOTIFY_SOCKET": folder.path("notify"), "WATCHDOG_USEC": "200000"]
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            #expect(socket.receive("READY=1") == "READY=1\nSTATUS=serving https://localhost:\(port)")
            #expect(socket.receive("WATCHDOG=1") == "WATCHDOG=1")
            server.send(SIGHUP)
            #expect(socket.receive("RELOADING=1")?.contains("\nMONOTONIC_USEC=") == true)
            #expect(socket.receive("READY=1") == "READY=1\nSTATUS=reloaded")
            try folder.write("no keystore", to: "keystore")
            server.send(SIGHUP)
            #expect(socket.receive("READY=1") == "READY=1\nSTATUS=reload failed, serving as before")
            server.send(SIGTERM)
            #expect(socket.receive("STOPPING=1") == "STOPPING=1\nSTATUS=answering open requests")
            // Else the signal that ends this body would be a second one, which ends the server at once.
            let state = URL(filePath: "/proc/\(server.pid)/stat")
            while let text = try? String(contentsOf: state, encoding: .utf8), !text.contains(") Z ") {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        #expect(result.status == 0)
        // The watchdog goes with the others, and the stop does not have to wait until its time is over.
        #expect(!result.stderr.contains("stopped before every request was answered"))
    }

    @Test(.enabled(if: Tool.curl.found || Tool.required))
    func `shows in the metrics how handshakes and reloads go, and when the certificate expires`() async throws {
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            let url = "https://localhost:\(port)/api/v2/diagnostics/version"
            for version in ["1.2", "1.3"] {
                _ = try await curl("--tlsv\(version)", "--tls-max", version, url).succeeded()
            }
            _ = try await curl("--http1.1", "https://localhost:\(port)/none").succeeded()
            _ = try await curl("--cacert", "/dev/null", url)
            let before = try await curl("http://127.0.0.1:\(managementPort)/metrics").succeeded().stdout
            #expect(
                before.contains(#"tls_handshakes_total{version="TLSv1.2",cipher="TLS_ECDHE_ECDSA_WITH_"#),
                "\(before)"
            )
            #expect(before.contains(#"tls_handshakes_total{version="TLSv1.3",cipher="TLS_"#))
            let route = #"http_requests_total{route="/api/v2/diagnostics/version",method="GET",code="200"} 2"#
            #expect(before.contains("\n\(route)\n"))
            #expect(before.contains("\nhttp_requests_total{route=\"none\",method=\"GET\",code=\"404\"} 1\n"))
            #expect(before.contains(#"cert_not_after_seconds{name="listener",alias="jetty"} 1"#))
            server.send(SIGHUP)
            _ = try await server.line { $0.contains("TLS is taken from its files anew") }
            // The log line comes first.
            var after = ""
            for _ in 0..<200 where !after.contains("\nconfig_reload_success 1\n") {
                after = try await curl("http://127.0.0.1:\(managementPort)/metrics").succeeded().stdout
            }
            #expect(after.contains("\nconfig_reload_success 1\n"))
        }
        #expect(result.status == 0)
    }

    @Test(.enabled(if: Tool.promtool.found && Tool.curl.found || Tool.required))
    func `has a page of metrics that Prometheus finds nothing wrong with`() async throws {
        _ = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { _ in
            _ = try await curl("https://localhost:\(port)/api/v2/diagnostics/version").succeeded()
            let page = try await curl("http://127.0.0.1:\(managementPort)/metrics").succeeded().stdout
            let check = try await Tool.promtool.run(["check", "metrics"], input: Array(page.utf8))
            #expect(check.status == 0 && check.stdout == "" && check.stderr == "", "\(check)")
        }
    }

    @Test(.enabled(if: Tool.activate.found && Tool.curl.found || Tool.required))
    func `takes the sockets that it has opened`() async throws {
        let ports = try FreePort.find(2)
        let girctl = [Girctl.path, "serve", "--config", "application.yaml"]
        let sockets = [
            "-l", "127.0.0.1:\(ports[0])", "-l", "127.0.0.1:\(ports[1])", "--fdname=https:management", "--",
        ]
        // It starts the program with the first connection, and tells nothing before.
        let result = try await CommandRunner.start(
            Tool.activate.command(sockets + girctl, in: folder),
            readyWhen: { $0.contains("Listening on") && $0.contains("as 4") }
        ) { _ in
            let url = "https://localhost:\(ports[0])/api/v2/diagnostics/version"
            let answer = try await curl("--retry", "5", "--retry-all-errors", url)
            #expect(try answer.succeeded().stdout.hasPrefix(#"{"statusCode":0,"#))
            let health = try await curl("http://127.0.0.1:\(ports[1])/health/ready")
            #expect(try health.succeeded().stdout.contains(#""status":"up""#))
        }
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr.contains("url=https://localhost:\(ports[0])"))
    }

    @Test func `takes no sockets that are none`() async throws {
        var command = Command(
            "/bin/sh",
            ["-c", #"LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve --config application.yaml 3</dev/null"#, Girctl.path]
        )
        command.workingDirectory = folder.path
        let result = try await CommandRunner.run(command)
        result.expectFailure(
            78,
            "descriptor 3 of the service manager is no stream socket that listens",
            hint: "use ListenStream= and Accept=no in the socket unit"
        )
    }

    @Test(.enabled(if: Tool.curl.found || Tool.required))
    func `finds key file and passphrase among its credentials`() async throws {
        try folder.write("open sesame\n", to: "credentials/girctl.passphrase", mode: 0o600)
        let key = ["--key-file", "credentials/girctl.key"]
        try await Girctl.run(["keys", "init"] + key, in: folder).succeeded()
        try await Girctl.run(["encrypt", "--in-place", "application.yaml", "--all"] + key, in: folder).succeeded()
        var command = command
        command.environment = ["CREDENTIALS_DIRECTORY": folder.path("credentials")]
        let byKey = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { _ in }
        #expect(byKey.status == 0)

        let text = try folder.text("application.yaml")
        let passphrase = ["--passphrase-file", "credentials/girctl.passphrase"]
        let value = try await Girctl.run(
            ["encrypt", "--password-file", "-"] + passphrase,
            in: folder,
            input: "changeit"
        ).succeeded().stdout.filter { !$0.isNewline }
        let old = try #require(text.firstMatch(of: #/CRYPT:[^\s'"]+/#)).output
        try folder.write(text.replacing(old, with: value), to: "application.yaml")
        let byPassphrase = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { _ in }
        #expect(byPassphrase.status == 0)
    }

    @Test func `ends after the time of a stop, whatever is open`() async throws {
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            let idle = try OpenSocket(port: port)
            server.send(SIGTERM)
            _ = try await server.line { $0.contains("stopp") }
            withExtendedLifetime(idle) {}
        }
        #expect(result.status == 0)
    }

    @Test func `hears signals while its files are slow to read`() async throws {
        let socket = try NotifySocket(folder.path("notify"))
        var command = command
        command.environment = ["NOTIFY_SOCKET": folder.path("notify")]
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { server in
            // Nobody ever writes into it.
            try #require(mkfifo(folder.path("slow"), 0o600) == 0)
            try #require(rename(folder.path("slow"), folder.path("application.yaml")) == 0)
            server.send(SIGHUP)
            #expect(socket.receive("RELOADING=1") != nil)
            server.send(SIGTERM)
            #expect(socket.receive("STOPPING=1") != nil)
        }
        #expect(result.status == 0)
        #expect(result.stderr.contains("stopped at once, by a second signal"), "\(result)")
    }

    @Test func `can be probed as soon as it says that it listens`() async throws {
        _ = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) { _ in
            withExtendedLifetime(try OpenSocket(port: managementPort)) {}
        }
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required))
    func `takes no management socket that other machines reach`() async throws {
        let program = """
            import os, socket, sys
            listener = socket.create_server(("0.0.0.0", 0))
            os.dup2(listener.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="management")
            os.execv(sys.argv[1], sys.argv[1:])
            """
        var command = Command(
            Tool.python3.path ?? "python3",
            ["-c", program, Girctl.path, "serve", "--config", "application.yaml"]
        )
        command.workingDirectory = folder.path
        let result = try await CommandRunner.run(command)
        result.expectFailure(
            78,
            "the service manager has opened a management socket that other machines reach, and its pages need no login",
            hint:
                "use ListenStream=127.0.0.1:8091, or say that it is meant: girctl.management.allowOtherMachines: true"
        )
    }

    /// A connection that says nothing.
    private final class OpenSocket {
        private let descriptor: Int32

        init(port: Int) throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let result = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(result == 0)
        }

        deinit { close(descriptor) }
    }

    // MARK: The unit

    private static let unit = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../packaging/systemd").path

    @Test(.enabled(if: Tool.systemdAnalyze.found || Tool.required))
    func `has a unit that exposes little`() async throws {
        let result = try await Tool.systemdAnalyze.run(
            ["security", "--offline=true", "--no-pager", "\(Self.unit)/girctl.service"]
        )
        let line = try #require(result.stdout.firstMatch(of: #/Overall exposure level for girctl\.service: ([0-9.]+)/#))
        #expect(try #require(Double(line.1)) <= 1.2, "\(result.stdout)")
    }

    @Test(
        .enabled(if: Tool.systemdAnalyze.found || Tool.required),
        arguments: [
            "girctl.service", "girctl.socket", "girctl-management.socket",
        ]
    )
    func `has units that systemd understands`(_ name: String) async throws {
        // The program need not be installed where the tests run.
        for file in ["girctl.service", "girctl.socket", "girctl-management.socket"] {
            let text = String(decoding: try Data(contentsOf: URL(filePath: "\(Self.unit)/\(file)")), as: UTF8.self)
            try folder.write(text.replacing("/usr/local/bin/girctl", with: "/bin/true"), to: "units/\(file)")
        }
        let result = try await Tool.systemdAnalyze.run(["verify", "--man=no", folder.path("units/\(name)")])
        let about = result.stderr.split(whereSeparator: \.isNewline).filter { $0.contains("girctl") }
        #expect(about == [], "\(result)")
    }
}

extension Tool {
    fileprivate static let activate = Tool("systemd-socket-activate")
    fileprivate static let promtool = Tool("promtool")
    fileprivate static let systemdAnalyze = Tool("systemd-analyze")
}
