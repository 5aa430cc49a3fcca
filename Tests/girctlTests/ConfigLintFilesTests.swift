import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `config lint with files` {
    @Test func `opens the keystore with its encrypted password, and finds nothing`() async throws {
        let folder = try await Self.configured(password: "changed1")
        let encrypted = try await Girctl.run(
            ["encrypt", "--in-place", "application.yaml", "--all", "--key-file", "keys/girctl.key"],
            in: folder
        )
        #expect(encrypted.status == 0)
        let arguments = ["config", "lint", "--files", "--fail-on", "warning", "application.yaml"]
        let result = try await Girctl.run(arguments + ["--key-file", "keys/girctl.key"], in: folder)
        #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
        // Without the keys nothing can be told of the keystore.
        let unchecked = try await Girctl.run(arguments, in: folder, environment: ["HOME": folder.path])
        #expect(unchecked.status == 2)
        #expect(unchecked.stdout.contains("GIR901"))
    }

    @Test func `says that the password is wrong`() async throws {
        let folder = try await Self.configured(password: "changed2")
        let result = try await Girctl.run(["config", "lint", "--files", "application.yaml"], in: folder)
        #expect(result.status == 1)
        #expect(result.stdout.contains("error[GIR903]: 'jetty.ssl.keyStorePassword' does not open the keystore"))
        #expect(!result.stdout.contains("changed2"))
    }

    @Test func `does not open what is no regular file`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("serverSettings:\n  rcsTrustedCA: /dev/zero\n  webDAVTrustedCA: missing.pem\n", to: "a.yaml")
        let result = try await Girctl.run(["config", "lint", "--files", "a.yaml"], in: folder)
        #expect(result.status == 1)
        #expect(result.stdout.contains("'/dev/zero' is not a regular file"))
        #expect(result.stdout.contains("GIR902"))
    }

    @Test(
        .enabled(if: Tool.openssl.found || Tool.required),
        arguments: [
            ("EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", false), ("ed448", false), ("ed25519", true),
            ("RSA-PSS -pkeyopt rsa_keygen_bits:2048", false), ("EC -pkeyopt ec_paramgen_curve:P-224", false),
            ("EC -pkeyopt ec_paramgen_curve:P-384", true), ("RSA -pkeyopt rsa_keygen_bits:1024", false),
        ]
    )
    func `refuses the keys that serve refuses`(key: String, isFit: Bool) async throws {
        let folder = try await Self.configured(password: "changed1")
        let kind = key.split(separator: " ").map(String.init)
        let steps = [
            ["genpkey", "-algorithm"] + kind + ["-out", "key.pem"],
            ["req", "-x509", "-new", "-key", "key.pem", "-out", "cert.pem", "-days", "90", "-subj", "/CN=h"]
                + ["-addext", "subjectAltName=DNS:rws.example.com"],
            ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-name", "jetty", "-out", "keystore.jks"]
                + ["-passout", "pass:changed1"],
        ]
        for step in steps { _ = try await Tool.openssl.run(step, in: folder).succeeded() }
        let lint = try await Girctl.run(["config", "lint", "--files", "application.yaml"], in: folder)
        let check = try await Girctl.run(["serve", "--check", "--config", "application.yaml"], in: folder)
        #expect((lint.status, check.status) == (isFit ? (0, 0) : (1, 65)), "\(lint)\n\(check)")
        #expect(lint.stdout.contains("GIR926") == !isFit)
    }

    @Test func `refuses a keystore that is a folder, and an alias that is not there`() async throws {
        let folder = try await Self.configured(password: "changed1")
        let good = try folder.text("application.yaml")
        try folder.makeFolder("folder")
        try folder.write(good.replacing("keystore.jks", with: "folder"), to: "a.yaml")
        let result = try await Girctl.run(["config", "lint", "--files", "a.yaml"], in: folder)
        #expect(result.status == 1)
        #expect(result.stdout.contains("'folder': it is a folder"), "\(result)")
        try folder.write(good.replacing("    port:", with: "    certAlias: other\n    port:"), to: "a.yaml")
        let other = try await Girctl.run(["config", "lint", "--files", "a.yaml"], in: folder)
        #expect(other.status == 1)
        #expect(other.stdout.contains("error[GIR925]: 'jetty.ssl.keyStorePath' has no private key under 'other'"))
    }

    @Test func `says of a folder for logs that it cannot be written`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("", to: "file", mode: 0o777)
        try folder.makeFolder("logs")
        for (path, isFit) in [("none", false), ("file", false), ("logs", true)] {
            try folder.write("logging:\n  path: \(path)\n", to: "a.yaml")
            let result = try await Girctl.run(["config", "lint", "--files", "a.yaml"], in: folder)
            #expect(result.stdout.contains("GIR924") == !isFit, "\(result)")
        }
    }

    @Test func `refuses a key file that is not there`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("jetty:\n  port: 8090\n", to: "a.yaml")
        let result = try await Girctl.run(["config", "lint", "--files", "--key-file", "no", "a.yaml"], in: folder)
        #expect(result.status == 66)
    }

    @Test func `looks into no file unless it is told to`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("serverSettings:\n  webDAVTrustedCA: missing.pem\n", to: "a.yaml")
        #expect(try await Girctl.run(["config", "lint", "--fail-on", "note", "a.yaml"], in: folder).status == 0)
    }

    private static func configured(password: String) async throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        let server = try TestPKI(now: Date()).server(["dns:rws.example.com"])
        try folder.write(try server.keyStore(password: "changed1", created: Date()), to: "keystore.jks")
        try folder.write(
            """
            jetty:
              enableSsl: true
              ssl:
                port: 9443
                keyStorePath: keystore.jks
                keyStorePassword: \(password)
            serverSettings:
              externalApiUrlV2: https://rws.example.com/api/v2

            """,
            to: "application.yaml"
        )
        let keys = try await Girctl.run(["keys", "init", "--key-file", "keys/girctl.key"], in: folder)
        #expect(keys.status == 0, "\(keys.stderr)")
        return folder
    }
}
