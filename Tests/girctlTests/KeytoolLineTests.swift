import GIRTestSupport
import Testing

@Suite struct `A line in keytool's words` {
    @Test func `is answered as the help's table says`() async throws {
        let group = try #require(try await CommandTree.commands().first { $0.words == ["girctl", "keystore"] })
        let lines = group.discussion.split(separator: "\n").map { $0.drop { $0 == " " } }
        let pairs = zip(lines, lines.dropFirst()).filter { $0.0.hasPrefix("keytool ") && $0.1.hasPrefix("girctl ") }
        #expect(pairs.count == 10)
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
            "girctl keystore genkey k --san dns:HOST --ext 'ku=dS' --days 3650 --start-date -1d   (girctl makes no RSA keys below 2048 bits)"
        ),
        (
            ["-list", "-keystore", "k", "-storepass:env", "PW"], "girctl keystore list k --password-env PW"
        ),
        (["keystore", "list", "my ks", "-alias", "a"], "girctl keystore list 'my ks' --alias a"),
        (["-list", "-keystore", "k", "-storepass:file", "f"], "girctl keystore list k --password-file f"),
        (["-gibberish", "-keystore", "k"], "girctl keystore --help"),
        (["-printcert", "-file", "a.crt"], "girctl keystore expiry a.crt --json"),
        (["-printcert", "-sslserver", "h:443"], "girctl ca validate --ca java --connect h:443"),
        (
            ["-genkey", "-keystore", "k", "-alias", "a", "-dname", "CN=a b"],
            "girctl keystore genkey k --alias a --san dns:HOST --dname 'CN=a b'"
        ),
        (
            ["-genkey", "-keystore", "k", "-alias", "a", "-dname", "CN=10.0.0.1", "-keyalg", "DSA"],
            "girctl keystore genkey k --alias a --san ip:10.0.0.1 --dname 'CN=10.0.0.1'   (girctl makes keys of the kinds rsa and ec)"
        ),
        (
            ["-importkeystore", "-srckeystore", "a", "-srcalias", "x", "-destalias", "y", "-destkeystore", "b"],
            "girctl keystore import b --from a --alias x --as y"
        ),
        (
            ["-changealias", "-keystore", "k", "-alias", "a", "-destalias", "b", "-storepass:file", "f"],
            "girctl keystore import k --from k --alias a --as b --password-file f --source-password-file f   (then: girctl keystore delete k --alias a)"
        ),
    ])
    func `shows the line that does the same`(words: [String], line: String) async throws {
        let result = try await Girctl.run(words)
        #expect(result.status == 64)
        #expect(result.stderr.hasSuffix("hint: girctl's line is: \(line)\n"), "\(result)")
    }

    @Test(arguments: [
        (
            ["-keypasswd", "-keystore", "k"],
            "girctl keystore convert k --type jks --key-password-file FILE   (it gives the key the keystore's password; a new key gets another one by genkey or import)"
        ),
        (
            ["-gencert", "-keystore", "k", "-alias", "ca"],
            "girctl cassandra-certs gen --nodes NAME=ADDRESS --out FOLDER   (it signs for a cluster's members; other requests are for an authority)"
        ),
        (["-genseckey", "-keystore", "k"], "girctl keystore list k   (secret keys are listed only)"),
    ])
    func `is told that there is no such command, and the nearest`(words: [String], line: String) async throws {
        let result = try await Girctl.run(words)
        result.expectFailure(
            64,
            "'\(words[0])' is keytool's word; nothing was done",
            hint: "girctl has no such command; the nearest is: \(line)"
        )
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
