import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// A folder with what `serve` needs: keystore and application.yaml in `conf`, and the CA's certificate for clients.
struct ServedFolder {
    let folder: TemporaryDirectory
    let port: Int
    let certificate: Certificate

    static let password = "s3rve-pässword"

    init(
        format: KeyStoreFormat = .pkcs12,
        validDays: ClosedRange<Double> = -1...90,
        keyPassword: String? = nil
    ) throws {
        folder = try TemporaryDirectory()
        port = try FreePort.find()
        // Clients have clocks of their own.
        let pki = try TestPKI(now: Date())
        let server = try pki.server(["dns:localhost"], validDays: validDays)
        certificate = try #require(server.chain.first)
        var store = KeyStore(format: format)
        let entry = try KeyStoreEntry.privateKey(
            alias: "jetty",
            key: server.key,
            chain: server.chain,
            keyPassword: keyPassword.map { Secret($0) },
            created: pki.now
        )
        try store.set(entry, replacing: false)
        try folder.write(store.encoded(password: Secret(Self.password)), to: "conf/keystore")
        try folder.write(pki.root.chain.map(\.pem).joined(), to: "ca.pem")
        try configure(more: keyPassword.map { ["keyManagerPassword: '\($0)'"] } ?? [])
    }

    /// Writes conf/application.yaml.
    func configure(
        password: String = ServedFolder.password,
        keystore: String = "keystore",
        host: String = "127.0.0.1",
        port: Int? = nil,
        more: [String] = []
    ) throws {
        let lines = [
            "jetty:", "  host: \(host)", "  enableSsl: true", "  ssl:", "    port: \(port ?? self.port)",
            "    keyStorePath: \(keystore)", "    keyStorePassword: '\(password)'",
        ]
        let text = (lines + more.map { "    \($0)" }).joined(separator: "\n") + "\n"
        try folder.write(text, to: "conf/application.yaml")
    }

    var command: Command { Girctl.command(["serve", "--config", "conf/application.yaml"], in: folder) }

    /// Serves for the length of the body, sends SIGTERM, and gives what the server printed and how it ended.
    func serve(_ more: [String] = [], body: (RunningCommand) async throws -> Void) async throws -> CommandResult {
        var command = command
        command.arguments += more
        return try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }, body: body)
    }

    /// Asks the server with a client that verifies the certificate and the name.
    func curl(_ arguments: String...) async throws -> CommandResult {
        let verified = ["--silent", "--show-error", "--max-time", "10", "--cacert", "ca.pem"]
        return try await Tool.curl.run(verified + arguments, in: folder)
    }

    func url(_ path: String = "/api/v2/diagnostics/version") -> String { "https://localhost:\(port)\(path)" }
}

@Suite(.enabled(if: Tool.curl.found || Tool.required)) struct `girctl serve` {
    @Test(arguments: [KeyStoreFormat.jks, .pkcs12])
    func `answers a client that verifies it`(_ format: KeyStoreFormat) async throws {
        let served = try ServedFolder(format: format)
        let result = try await served.serve { _ in
            let answer = try await served.curl("--include", served.url()).succeeded().stdout
            #expect(answer.hasPrefix("HTTP/2 200 \r\n"))
            #expect(answer.hasSuffix(#"{"statusCode":0,"version":"\#(try await Self.version())"}"#))
            #expect(answer.lowercased().contains("strict-transport-security: max-age=63072000; includesubdomains\r\n"))
            #expect(!answer.lowercased().contains("\r\nserver:"))
            let none = try await served.curl("--write-out", "%{http_code}", served.url("/none")).succeeded().stdout
            #expect(none == #"{"statusCode":6,"statusMessage":"Requested resource cannot be found."}404"#)
            let stranger = try await Tool.curl.run(["--silent", served.url()])
            #expect(stranger.status == 60, "a client without the certificate must not be satisfied")
        }
        #expect(result.status == 0)
        #expect(result.stdout == "listening on https://localhost:\(served.port)\n")
        #expect(result.stderr.contains(" info listening address=127.0.0.1 port=\(served.port) tls=true "))
    }

    private static func version() async throws -> String {
        let text = try await Girctl.run(["--version"]).succeeded().stdout
        return text.split(separator: " ").last.map { $0.filter { !$0.isNewline } } ?? ""
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `ends with status 0 when it is told to`(_ signal: Int32) async throws {
        let result = try await ServedFolder().serve { server in
            server.send(signal)
            _ = try await server.line { $0.hasSuffix(" stopped") }
        }
        #expect(result.status == 0)
        #expect(result.stderr.contains(" info stopping\n"))
        #expect(result.stderr.hasSuffix(" info stopped\n"))
    }

    @Test func `logs a request under the identifier that the client gets, and no secret`() async throws {
        let served = try ServedFolder()
        let result = try await served.serve(["--verbose"]) { server in
            let secrets = [
                "--user", "ops:hunter2", "--cookie", "JSESSIONID=hunter2", served.url() + "?password=hunter2",
            ]
            let answer = try await Tool.curl.run(
                ["--silent", "--include", "--cacert", "ca.pem"] + secrets,
                in: served.folder
            )
            let field = try #require(
                answer.stdout.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("x-request-id: ") }
            )
            let identifier = field.dropFirst("x-request-id: ".count)
            #expect(identifier.count == 32)
            let line = try await server.line { $0.contains("request answered") }
            #expect(line.contains(" client=127.0.0.1 method=GET "))
            #expect(line.contains(" path=/api/v2/diagnostics/version request=\(identifier) status=200"))
        }
        for secret in ["hunter2", "aHVudGVyMg", ServedFolder.password] { #expect(!result.description.contains(secret)) }
    }

    @Test func `finds the keystore from the folder of the configuration`() async throws {
        let served = try ServedFolder()
        let elsewhere = Girctl.command(["serve", "--check", "--config", served.folder.path("conf/application.yaml")])
        #expect(try await CommandRunner.run(elsewhere).status == 0)
    }

    @Test func `with --check says that it could serve, and does not listen`() async throws {
        let served = try ServedFolder()
        var command = served.command
        command.arguments.append("--check")
        let result = try await CommandRunner.run(command)
        #expect(result.status == 0)
        #expect(result.stdout == "'conf/application.yaml' is fit to serve https://localhost:\(served.port)\n")
    }

    @Test func `speaks plain HTTP where TLS is off`() async throws {
        let served = try ServedFolder()
        try served.folder.write(
            "jetty:\n  host: 127.0.0.1\n  port: \(served.port)\n  enableSsl: false\n",
            to: "conf/application.yaml"
        )
        let result = try await served.serve { _ in
            let answer = try await served.curl(
                "--include",
                "http://localhost:\(served.port)/api/v2/diagnostics/version"
            )
            #expect(try answer.succeeded().stdout.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!answer.stdout.lowercased().contains("strict-transport-security"))
        }
        #expect(result.stdout == "listening on http://localhost:\(served.port)\n")
    }

    @Test func `opens a keystore whose password is obfuscated as Jetty does`() async throws {
        let served = try ServedFolder()
        let hidden = try await Girctl.run(
            ["encrypt", "--scheme", "obf", "--password-file", "-"],
            input: ServedFolder.password
        )
        let value = hidden.stdout.filter { !$0.isNewline }
        #expect(value.hasPrefix("OBF:"))
        try served.configure(password: value)
        #expect(try await served.serve { _ in _ = try await served.curl(served.url()).succeeded() }.status == 0)
    }

    @Test func `opens a keystore whose password is encrypted`() async throws {
        let served = try ServedFolder()
        try await Girctl.run(["keys", "init", "--key-file", "girctl.key"], in: served.folder).succeeded()
        let encrypt = ["encrypt", "--in-place", "conf/application.yaml", "--all", "--key-file", "girctl.key"]
        try await Girctl.run(encrypt, in: served.folder).succeeded()
        #expect(try served.folder.text("conf/application.yaml").contains("CRYPT:v1."))
        let result = try await served.serve(["--key-file", "girctl.key"]) { _ in
            _ = try await served.curl(served.url()).succeeded()
        }
        #expect(result.status == 0)
    }

    @Test func `opens a key with a password of its own`() async throws {
        let served = try ServedFolder(format: .jks, keyPassword: "another")
        #expect(try await served.serve { _ in _ = try await served.curl(served.url()).succeeded() }.status == 0)
    }
}
