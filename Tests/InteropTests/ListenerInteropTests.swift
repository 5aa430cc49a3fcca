import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Glibc
import Testing

/// The listener of `serve` as clients of other makers see it: protocols, resumption, client certificates, new keys.
@Suite struct `girctl serve's listener and other programs` {
    private static let password = "changeit"
    private static let path = "/api/v2/diagnostics/version"

    private let folder: TemporaryDirectory
    private let pki: TestPKI

    init() throws {
        folder = try TemporaryDirectory()
        pki = try TestPKI(now: Date())
        try folder.write(pki.root.chain.map(\.pem).joined(), to: "ca.pem")
        try writeKeystore(subject: "CN=first")
    }

    private func writeKeystore(subject: String, to name: String = "keystore") throws {
        let server = try pki.server(["dns:localhost"], subject: subject)
        try folder.write(server.keyStore(password: Self.password, created: pki.now), to: name)
    }

    private func writeClient(_ name: String, of pki: TestPKI) throws {
        let client = try pki.client(subject: "CN=\(name)")
        try folder.write(client.chainPEM, to: "\(name).pem")
        try folder.write(client.key.pem().revealBytes(), to: "\(name).key")
    }

    /// Serves with more lines in `jetty.ssl` and in the file, and gives the body the port.
    @discardableResult
    private func serve(
        _ more: [String] = [],
        file others: String = "",
        _ body: (Int, RunningCommand) async throws -> Void
    ) async throws -> CommandResult {
        let port = try FreePort.find()
        let lines = ["port: \(port)", "keyStorePath: keystore", "keyStorePassword: \(Self.password)"] + more
        let ssl = lines.map { "    \($0)\n" }.joined()
        try folder.write(
            "jetty:\n  host: 127.0.0.1\n  enableSsl: true\n  ssl:\n\(ssl)\(others)",
            to: "application.yaml"
        )
        let command = Girctl.command(["serve", "--config", "application.yaml"], in: folder)
        let result = try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }) {
            try await body(port, $0)
        }
        #expect(result.status == 0)
        return result
    }

    private func curl(_ port: Int, _ options: [String] = [], path: String = Self.path) async throws -> CommandResult {
        let common = ["--silent", "--show-error", "--cacert", "ca.pem", "--max-time", "20"]
        let shown = ["--write-out", "\n%{http_version} %{http_code}"]
        return try await Tool.curl.run(common + shown + options + ["https://localhost:\(port)\(path)"], in: folder)
    }

    @Test(
        .enabled(if: Tool.curl.found || Tool.required),
        arguments: [("host", "max-age=63072000"), ("forget", "max-age=0"), ("off", nil)] as [(String, String?)]
    )
    func `tells browsers about TLS what the configuration says, also where a request is refused at once`(
        _ setting: String,
        _ value: String?
    ) async throws {
        let file = "girctl:\n  strictTransportSecurity: \(setting)\n"
        try await serve(file: file) { (port: Int, _: RunningCommand) async throws -> Void in
            for options in [[], ["--request", "TRACE"]] {
                let answer = try await curl(port, ["--include", "--http1.1"] + options).stdout
                #expect(answer.contains("X-Frame-Options: DENY"))
                #expect(answer.contains("Strict-Transport-Security: ") == (value != nil))
                if let value { #expect(answer.contains("Strict-Transport-Security: \(value)\r\n")) }
            }
        }
    }

    @Test(.enabled(if: Tool.curl.found || Tool.required), arguments: [("--http2", "2"), ("--http1.1", "1.1")])
    func `answers curl in both versions of HTTP`(_ option: String, _ version: String) async throws {
        try await serve { (port: Int, _: RunningCommand) async throws -> Void in
            #expect(try await curl(port, [option]).stdout.hasSuffix("}\n\(version) 200"))
            let body = ["--data-binary", String(repeating: "x", count: 100_000)]
            #expect(try await curl(port, [option] + body).stdout.hasSuffix("\n\(version) 405"))
            #expect(try await curl(port, [option, "--head"]).stdout.hasSuffix("\n\(version) 200"))
            #expect(try await curl(port, [option], path: "/none").stdout.hasSuffix("\n\(version) 404"))
            let other = try await curl(port, [option, "--header", "Host: evil.example"])
            #expect(other.stdout.hasSuffix("\n\(version) 421"))
            try folder.write([UInt8](repeating: 0x78, count: 2 << 20), to: "large")
            // The answer comes before the body is sent, which curl may call an error of sending.
            let large = try await curl(port, [option, "--data-binary", "@large"])
            #expect(large.stdout.hasSuffix("\n\(version) 413"))
        }
    }

    @Test(.enabled(if: Tool.curl.found || Tool.required))
    func `answers as many requests on one connection of HTTP/2 as curl has`() async throws {
        try await serve { (port: Int, _: RunningCommand) async throws -> Void in
            // The connections that were made for each answer: one for the first.
            let each = [
                "--http2", "--output", "/dev/null", "--write-out", "%{http_code} %{num_connects}\n", "--max-time",
                "120",
            ]
            let answers = try await curl(port, each, path: "\(Self.path)?[1-500]").stdout.split(separator: "\n")
            #expect(answers.filter { $0 == "200 0" }.count == 499)
            #expect(answers.filter { $0 == "200 1" }.count == 1)
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), arguments: ["-tls1_2", "-tls1_3"])
    func `resumes a session`(_ version: String) async throws {
        try await serve { (port: Int, _: RunningCommand) async throws -> Void in
            let client = ["s_client", "-connect", "localhost:\(port)", "-CAfile", "ca.pem", version]
            // A ticket of TLS 1.3 comes behind the handshake, so the first connection stays for an answer.
            let request = Array("GET \(Self.path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            func connect(_ options: [String]) async throws -> String {
                try await Tool.openssl.run(client + ["-ign_eof"] + options, in: folder, input: request).stdout
            }
            let first = try await connect(["-sess_out", "session"])
            #expect(first.contains("New, TLS"))
            let second = try await connect(["-sess_in", "session"])
            #expect(second.contains("Reused, TLS") && second.contains("HTTP/1.1 200"))
        }
    }

    @Test(.enabled(if: Tool.curl.found || Tool.required), arguments: ["--tlsv1.3", "--tls-max=1.2"])
    func `asks clients for a certificate and judges it`(_ version: String) async throws {
        let strangers = try TestPKI(now: Date())
        try writeClient("known", of: pki)
        try writeClient("stranger", of: strangers)
        let server = try pki.server(["dns:localhost"], subject: "CN=no client")
        try folder.write(server.chainPEM, to: "server.pem")
        try folder.write(server.key.pem().revealBytes(), to: "server.key")
        let version = version == "--tlsv1.3" ? ["--tlsv1.3"] : ["--tls-max", "1.2"]
        func outcome(_ port: Int, _ options: [String]) async throws -> Bool {
            try await curl(port, version + options).stdout.hasSuffix(" 200")
        }
        func with(_ name: String) -> [String] { ["--cert", "\(name).pem", "--key", "\(name).key"] }
        let required = try await serve(["needClientAuth: true", "trustStorePath: ca.pem"]) {
            (port: Int, _: RunningCommand) async throws -> Void in
            #expect(try await outcome(port, with("known")))
            #expect(try await outcome(port, []) == false)
            #expect(try await outcome(port, with("stranger")) == false)
            #expect(try await outcome(port, with("server")) == false)
        }
        let refusals = required.stderr.split(separator: "\n").filter { $0.contains("client certificate refused") }
        #expect(refusals.count == 3)
        #expect(refusals.first?.contains(#"client=127.0.0.1 reason="none was sent""#) == true)
        let audited = required.stderr.split(separator: "\n").filter { $0.contains(#""detail":"client certificate""#) }
        #expect(audited.count == 3)
        #expect(
            audited.allSatisfy { $0.contains(#""event":"authn_login_fail""#) && $0.contains(#""src_ip":"127.0.0.1""#) }
        )
        try await serve(["wantClientAuth: true", "trustStorePath: ca.pem"]) {
            (port: Int, _: RunningCommand) async throws -> Void in
            #expect(try await outcome(port, with("known")))
            #expect(try await outcome(port, []))
            #expect(try await outcome(port, with("stranger")) == false)
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `speaks the versions and the suites that the lists leave`() async throws {
        let lists = [
            "excludeProtocols: [TLSv1.3]", "includeCipherSuites: ['TLS_ECDHE_.*_AES_256_GCM_.*', 'TLS_AES_.*']",
        ]
        try await serve(lists) { (port: Int, _: RunningCommand) async throws -> Void in
            func handshake(_ options: [String]) async throws -> Bool {
                try await Tool.openssl.run(["s_client", "-connect", "localhost:\(port)"] + options, in: folder).status
                    == 0
            }
            #expect(try await handshake(["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"]))
            #expect(try await handshake(["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]) == false)
            #expect(try await handshake(["-tls1_3"]) == false)
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `takes a new keystore on a signal and when it sees one, and keeps the old for a bad one`() async throws {
        func subject(_ port: Int) async throws -> String {
            try await Tool.openssl.run(["s_client", "-connect", "localhost:\(port)"], in: folder).stdout
        }
        try await serve { (port: Int, server: RunningCommand) async throws -> Void in
            #expect(try await subject(port).contains("subject=CN = first"))
            try writeKeystore(subject: "CN=second")
            server.send(SIGHUP)
            _ = try await server.line { $0.contains("TLS is taken from its files anew") && $0.contains("CN=second") }
            #expect(try await subject(port).contains("subject=CN = second"))
            try folder.write("no keystore", to: "keystore")
            server.send(SIGHUP)
            _ = try await server.line { $0.contains("TLS cannot be taken from its files") }
            #expect(try await subject(port).contains("subject=CN = second"))
            let good = try folder.text("application.yaml")
            try folder.write(good + "serverSettings:\n  enableCsrfProtection: maybe\n", to: "application.yaml")
            server.send(SIGHUP)
            _ = try await server.line {
                $0.contains("TLS cannot be taken from its files") && $0.contains("'application.yaml:9:25': ")
                    && $0.contains(" [GIR")
            }
            try folder.write(good + "serverSettings:\n  enableCsrfProtection: true\n", to: "application.yaml")
            // As Kubernetes exchanges a secret: by the link to the folder of a generation.
            try writeKeystore(subject: "CN=third", to: "..1/keystore")
            try FileManager.default.createSymbolicLink(atPath: folder.path("..data"), withDestinationPath: "..1")
            try FileManager.default.removeItem(atPath: folder.path("keystore"))
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("keystore"),
                withDestinationPath: "..data/keystore"
            )
            _ = try await server.line { $0.contains("TLS is taken from its files anew") && $0.contains("CN=third") }
            try writeKeystore(subject: "CN=fourth", to: "..2/keystore")
            try FileManager.default.createSymbolicLink(atPath: folder.path("..next"), withDestinationPath: "..2")
            #expect(rename(folder.path("..next"), folder.path("..data")) == 0)
            _ = try await server.line { $0.contains("TLS is taken from its files anew") && $0.contains("CN=fourth") }
            #expect(try await subject(port).contains("subject=CN = fourth"))
        }
    }

    @Test(
        .enabled(if: Tool.openssl.found || Tool.required),
        arguments: [
            ("one.example", "one"), ("two.example", "two"), ("a.three.example", "three"), ("a.b.three.example", "one"),
            ("named", "named"), ("none.example", "one"), (nil, "one"),
        ] as [(String?, String)]
    )
    func `proves itself with the key whose certificate has the host that is asked for, else with the first`(
        _ host: String?,
        _ subject: String
    ) async throws {
        var store = KeyStore(format: .pkcs12)
        let names = [
            ("one", ["dns:one.example", "dns:localhost"]), ("two", ["dns:two.example"]),
            ("three", ["dns:*.three.example"]), ("named", []),
        ]
        for (alias, names) in names {
            let server = try pki.server(names, subject: "CN=\(alias)")
            let entry = try KeyStoreEntry.privateKey(
                alias: alias,
                key: server.key,
                chain: server.chain,
                keyPassword: nil,
                created: pki.now
            )
            try store.set(entry, replacing: false)
        }
        try folder.write(store.encoded(password: Secret(Self.password)), to: "keystore")
        try await serve { (port: Int, _: RunningCommand) async throws -> Void in
            for version in ["-tls1_2", "-tls1_3"] {
                let name = host.map { ["-servername", $0] } ?? ["-noservername"]
                let arguments = ["s_client", version, "-connect", "localhost:\(port)", "-CAfile", "ca.pem"] + name
                let shown = try await Tool.openssl.run(arguments, in: folder).stdout
                #expect(shown.contains("subject=CN = \(subject)\n"), "\(version)")
                #expect(shown.contains("Verify return code: 0 (ok)"))
            }
        }
    }

    @Test(.enabled(if: Tool.curl.found || Tool.required))
    func `sends browsers from the plain port to the other, and refuses credentials there`() async throws {
        let plain = try FreePort.find()
        try await serve(["securePort: 9443", "idleTimeout: 5000\n  port: \(plain)"]) {
            (_: Int, server: RunningCommand) async throws -> Void in
            _ = try await server.line { $0.contains(" listening ") && $0.contains("port=\(plain) tls=false") }
            let url = "http://localhost:\(plain)\(Self.path)?a=b"
            let shown = ["--silent", "--write-out", "%{http_code} %{redirect_url}"]
            let sent = try await Tool.curl.run(shown + [url])
            #expect(sent.stdout == "308 https://localhost:9443\(Self.path)?a=b")
            for options in [["--user", "a:b"], ["--data", "x"], ["--cookie", "JSESSIONID=1"]] {
                #expect(try await Tool.curl.run(shown + options + [url]).stdout.hasSuffix("421 "))
            }
        }
    }

    @Test(.enabled(if: Tool.java.found || Tool.required)) func `answers Java's client over HTTP/2`() async throws {
        let truststore = ["-importcert", "-noprompt", "-alias", "ca", "-file", "ca.pem", "-keystore", "trust.p12"]
        try await Tool.keytool.run(truststore + ["-storepass", Self.password], in: folder).succeeded()
        try folder.write(
            """
            import java.net.URI;
            import java.net.http.*;
            class Get {
                public static void main(String[] arguments) throws Exception {
                    HttpClient client = HttpClient.newHttpClient();
                    for (int i = 0; i < 3; i++) {
                        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
                        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                        System.out.println(answer.version() + " " + answer.statusCode() + " " + answer.body());
                    }
                }
            }

            """,
            to: "Get.java"
        )
        try await serve { (port: Int, _: RunningCommand) async throws -> Void in
            let trust = [
                "-Djavax.net.ssl.trustStore=trust.p12", "-Djavax.net.ssl.trustStorePassword=\(Self.password)",
            ]
            let url = "https://localhost:\(port)\(Self.path)"
            let output = try await Tool.java.run(trust + ["Get.java", url], in: folder).succeeded().stdout
            let lines = output.split(separator: "\n")
            #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("HTTP_2 200 {") })
        }
    }

    @Test(.enabled(if: Tool.h2load.found || Tool.required))
    func `holds under load, and lets no request fail when it stops`() async throws {
        try await serve { (port: Int, _: RunningCommand) async throws -> Void in
            let load = ["-n", "2000", "-c", "10", "-m", "20", "https://localhost:\(port)\(Self.path)"]
            let output = try await Tool.h2load.run(load, in: folder).succeeded().stdout
            #expect(output.contains("2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed"))
        }
    }
}
