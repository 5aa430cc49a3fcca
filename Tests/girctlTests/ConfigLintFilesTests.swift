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
