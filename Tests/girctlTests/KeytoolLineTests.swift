import GIRTestSupport
import Testing

@Suite struct `A line in keytool's words` {
    @Test func `is answered as the help's table says`() async throws {
        let group = try #require(try await CommandTree.commands().first { $0.words == ["girctl", "keystore"] })
        let lines = group.discussion.split(separator: "\n").map { $0.drop { $0 == " " } }
        let pairs = zip(lines, lines.dropFirst()).filter { $0.0.hasPrefix("keytool ") && $0.1.hasPrefix("girctl ") }
        #expect(pairs.count == 9)
        for (keytool, girctl) in pairs {
            let words = keytool.split(separator: " ").dropFirst().map(String.init)
            for start in [[], ["keystore"], ["keytool"]] {
                let result = try await Girctl.run(start + words)
                #expect(result.status == 64)
                #expect(result.stdout.isEmpty)
                let hint = result.stderr.split(separator: "\n").last.map(String.init) ?? ""
                #expect(hint.hasPrefix("  hint: girctl's line is: \(girctl)"), "\(result)")
            }
        }
    }

    @Test(arguments: [
        (
            ["keystore", "import", "-keystore", "ks", "-alias", "a", "-file", "f.crt"],
            "girctl keystore import ks --alias a --cert f.crt   (--trusted f.crt in place of --cert only trusts it)"
        ),
        (
            [
                "-genkeypair", "-alias", "c", "-keyalg", "EC", "-keysize", "384", "-dname", "CN=n1, O=It's",
                "-keystore", "k.jks",
            ],
            "girctl keystore genkey k.jks --alias c --san dns:n1 --dname 'CN=n1, O=It'\\''s' --algorithm ec --size 384 --type jks"
        ),
        (
            [
                "-genkey", "-keysize", "1024", "-validity", "3650", "-keystore", "k", "-startdate", "-1d", "-ext",
                "ku=dS",
            ],
            "girctl keystore genkey k --san dns:HOST --ext 'ku=dS' --days 3650 --start-date -1d"
        ),
        (
            ["-list", "-keystore", "k", "-storepass:env", "PW"], "girctl keystore list k --password-env PW"
        ),
        (["keystore", "list", "my ks", "-alias", "a"], "girctl keystore list 'my ks' --alias a"),
        (["-list", "-keystore", "k", "-storepass:file", "f"], "girctl keystore list k --password-file f"),
        (["-gibberish", "-keystore", "k"], "girctl keystore --help"),
        (["-printcert", "-file", "a.crt"], "girctl keystore expiry a.crt"),
    ])
    func `shows the line that does the same`(words: [String], line: String) async throws {
        let result = try await Girctl.run(words)
        #expect(result.status == 64)
        #expect(result.stderr.hasSuffix("hint: girctl's line is: \(line)\n"), "\(result)")
    }

    @Test(arguments: ["-storepass", "-srcstorepass", "-new", "-keypass"])
    func `does not repeat the password in it`(option: String) async throws {
        let result = try await Girctl.run(["-list", "-keystore", "ks", option, "s3cret"])
        #expect(result.status == 64)
        #expect(
            !result.description.replacing("girctl -list -keystore ks \(option) s3cret", with: "").contains("s3cret")
        )
    }

    @Test func `is told from girctl's own options`() async throws {
        let folder = try TemporaryDirectory()
        let result = try await Girctl.run(["keystore", "list", "missing", "-v", "-q"], in: folder)
        #expect(result.status == 66, "\(result)")
    }
}
