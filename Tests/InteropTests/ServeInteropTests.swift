import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// `serve` as other TLS stacks see it, with keystores that other programs made.
@Suite struct `girctl serve and other programs` {
    private static let password = ServedFolder.keystorePassword

    /// Serves from `keystore` in the folder and gives the body the port.
    private func serve(_ served: ServedFolder, _ body: (Int) async throws -> Void) async throws {
        try served.configure()
        let result = try await served.serve { _ in try await body(served.port) }
        #expect(result.status == 0)
    }

    private func madeByGirctl() throws -> ServedFolder { try ServedFolder(TestPKI(now: Date())) }

    @Test(
        .enabled(if: Tool.keytool.found && Tool.curl.found || Tool.required),
        arguments: ["JKS", "PKCS12"],
        ["RSA", "EC"]
    )
    func `serves from what keytool made`(_ type: String, _ algorithm: String) async throws {
        let served = try ServedFolder(nil)
        let folder = served.folder
        let common = ["-keystore", "keystore", "-storetype", type, "-storepass", Self.password, "-alias", "jetty"]
        let names = ["-dname", "CN=localhost", "-ext", "san=dns:localhost", "-keypass", Self.password]
        let key = ["-genkeypair", "-keyalg", algorithm, "-validity", "30"]
        try await Tool.keytool.run(key + common + names, in: folder).succeeded()
        try await Tool.keytool.run(["-exportcert", "-rfc", "-file", "ca.pem"] + common, in: folder).succeeded()
        try await serve(served) { port in
            let url = "https://localhost:\(port)/api/v2/diagnostics/version"
            let answer = try await Tool.curl.run(["--silent", "--show-error", "--cacert", "ca.pem", url], in: folder)
            #expect(try answer.succeeded().stdout.hasPrefix(#"{"statusCode":0,"#))
        }
    }

    @Test(.enabled(if: Tool.openssl.found && Tool.curl.found || Tool.required), arguments: [[], ["-legacy"]])
    func `serves from what openssl made`(_ form: [String]) async throws {
        let served = try ServedFolder(nil)
        let folder = served.folder
        let request = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "ca.pem", "-days", "30",
        ]
        let names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        try await Tool.openssl.run(request + names, in: folder).succeeded()
        let export = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "ca.pem", "-out", "keystore", "-name", "jetty"]
        try await Tool.openssl.run(export + ["-passout", "pass:\(Self.password)"] + form, in: folder).succeeded()
        try await serve(served) { port in
            let url = "https://localhost:\(port)/api/v2/diagnostics/version"
            let answer = try await Tool.curl.run(["--silent", "--show-error", "--cacert", "ca.pem", url], in: folder)
            #expect(try answer.succeeded().stdout.hasPrefix(#"{"statusCode":0,"#))
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `speaks TLS 1.2 and 1.3 with sound suites and no other`() async throws {
        let served = try madeByGirctl()
        let folder = served.folder
        try await serve(served) { port in
            func handshake(_ options: [String]) async throws -> CommandResult {
                let verified = ["-CAfile", "ca.pem", "-verify_return_error", "-verify_hostname", "localhost"]
                let client = ["s_client", "-connect", "localhost:\(port)", "-servername", "localhost"]
                return try await Tool.openssl.run(client + verified + options, in: folder)
            }
            let modern = try await handshake(["-tls1_3", "-alpn", "h2,http/1.1"])
            #expect(modern.status == 0)
            #expect(modern.stdout.contains("Verification: OK"))
            #expect(modern.stdout.contains("ALPN protocol: h2"))
            let older = try await handshake(["-tls1_2"])
            #expect(older.status == 0)
            #expect(older.stdout.contains("Cipher is ECDHE-ECDSA-"))
            for version in ["-tls1_1", "-tls1"] {
                #expect(try await handshake([version, "-cipher", "DEFAULT@SECLEVEL=0"]).status != 0)
            }
            for suite in [
                "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256", "AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256",
            ] {
                #expect(try await handshake(["-tls1_2", "-cipher", "\(suite)@SECLEVEL=0"]).status != 0)
            }
        }
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required)) func `convinces Python, which checks chain and name`()
        async throws
    {
        let served = try madeByGirctl()
        let folder = served.folder
        let script = """
            import http.client, ssl, sys
            context = ssl.create_default_context(cafile="ca.pem")
            link = http.client.HTTPSConnection("localhost", int(sys.argv[1]), context=context, timeout=120)
            for _ in range(2):
                link.request("GET", "/api/v2/diagnostics/version")
                answer = link.getresponse()
                print(answer.status, answer.read().decode(), link.sock.version())
            try:
                wrong = ssl.create_default_context(cafile="ca.pem").wrap_socket(
                    __import__("socket").create_connection(("127.0.0.1", int(sys.argv[1]))), server_hostname="other.example")
                print("accepted", wrong)
            except ssl.SSLCertVerificationError as error:
                print(error.verify_message)
            """
        try await serve(served) { port in
            let output = try await Tool.python3.run(["-c", script, "\(port)"], in: folder).succeeded().stdout
            let lines = output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(
                lines.prefix(2).allSatisfy {
                    $0.hasPrefix(#"200 {"statusCode":0,"version":""#) && $0.hasSuffix(" TLSv1.3")
                }
            )
            #expect(lines.last == "Hostname mismatch, certificate is not valid for 'other.example'.")
        }
    }

    @Test(.enabled(if: Tool.keytool.found || Tool.required)) func `shows Java its chain`() async throws {
        let served = try madeByGirctl()
        try await serve(served) { port in
            let chain = try await Tool.keytool.run([
                "-J-Duser.language=en", "-printcert", "-sslserver", "localhost:\(port)",
            ])
            #expect(try chain.succeeded().stdout.contains("Owner: CN=server"))
            #expect(chain.stdout.contains("Owner: CN=Test Issuer"))
        }
    }
}
