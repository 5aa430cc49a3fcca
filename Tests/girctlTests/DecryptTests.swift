import GIRTestSupport
import Testing

@Suite struct `girctl decrypt` {
    private let folder: TemporaryDirectory
    /// The key and two values of docs/crypt-format.md.
    private static let key =
        "girctl-keys v1\nkey 630dcd29 2025-01-31T12:34:56Z active AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"
    private static let ops =
        "CRYPT:v1.630dcd29.AAABAgMEBQYHCAkKCyhypZvF5cIbjUGXi7HpeG2D1oc08HtffDhn5YUdaQCyNgvF5OcP1m9x-DLP5v4FQQ"
    private static let bound =
        "CRYPT:v1.630dcd29.AQABAgMEBQYHCAkKCzdj8j-yJnRp6cGXi7HpeG2D1oc08HtffDhn5YUdaQCyYXh-SDhIEYMY33TI_l1uSA"

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write(Self.key, to: "girctl.key")
    }

    @Test func `prints the password of an argument or of standard input`() async throws {
        #expect(try await decrypt([Self.ops]).succeeded().stdout == "ops\n")
        #expect(try await decrypt([], input: Self.ops + "\n").succeeded().stdout == "ops\n")
        #expect(try await decrypt([Self.ops, "--json"]).succeeded().stdout.contains(#""password" : "ops""#))
    }

    @Test func `needs the option of a bound value`() async throws {
        let path = "cassandraCluster.password"
        #expect(try await decrypt([Self.bound, "--bind", path]).succeeded().stdout == "pa$$wörd\n")
        #expect(try await decrypt([Self.bound]).status == 64)
        #expect(try await decrypt([Self.bound, "--bind", "other.password"]).status == 65)
    }

    @Test(
        arguments: [
            ("", 65, "does not begin with 'CRYPT:'"), ("ops", 65, "does not begin with 'CRYPT:'"),
            ("CRYPT:an03xPrxLAu9p==", 65, "is not public"), ("CRYPT:v1.630dcd29.AAAA", 65, "does not decrypt"),
            (ops.replacing("630dcd29", with: "00000000"), 65, "no key '00000000' in the key file"),
            (ops.replacing("KCyhy", with: "KCyhz"), 65, "it was changed"), ("CRYPT:v2.x", 65, "version"),
            ("OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1w", 65, "Jetty would not have written it"),
        ] as [(String, Int32, String)]
    )
    func `explains what does not decrypt`(value: String, status: Int32, reason: String) async throws {
        let run = try await decrypt([value])
        #expect(run.status == status)
        #expect(run.stdout.isEmpty)
        #expect(run.stderr.contains(reason))
        #expect(run.stderr.split(separator: "\n").count <= 2)
    }

    @Test func `reads Jetty's form without a key`() async throws {
        let run = try await Girctl.run(["decrypt", "OBF:1v2jU12luU0wjaU0mv71zej1zerU12lvU102sU0mo31v1v"], in: folder)
        #expect(try run.succeeded().stdout == "pässwörd\n")
    }

    @Test func `finds the key in systemd's credentials, readable by the group`() async throws {
        try folder.write(Self.key, to: "girctl.key", mode: 0o440)
        let run = try await Girctl.run(
            ["decrypt", Self.ops],
            in: folder,
            environment: ["CREDENTIALS_DIRECTORY": folder.path]
        )
        #expect(try run.succeeded().stdout == "ops\n")
    }

    @Test func `names the line of a key file that is damaged`() async throws {
        try folder.write(Self.key + "key 1 2 3\n", to: "girctl.key")
        let run = try await decrypt([Self.ops])
        #expect(run.status == 65)
        #expect(run.stderr.contains("line 3"))
    }

    private func decrypt(_ arguments: [String], input: String = "") async throws -> CommandResult {
        try await Girctl.run(["decrypt", "--key-file", "girctl.key"] + arguments, in: folder, input: input)
    }
}
