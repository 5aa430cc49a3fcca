import FoundationEssentials
import GIRTestSupport
import Testing

@Suite struct `config lint` {
    private static let faulty = "jetty:\n  prot: 8090\nserverSettings:\n  enableCsrfProtection: 'true'   # stays\n"

    @Test func `mends what is safe, shows it first, and leaves the rest`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.faulty, to: "a.yaml", mode: 0o640)
        let before = try folder.files()
        let shown = try await Girctl.run(["config", "lint", "--fix", "--diff", "a.yaml"], in: folder)
        #expect(shown.status == 3)
        #expect(
            shown.stdout.contains("-  enableCsrfProtection: 'true'   # stays\n+  enableCsrfProtection: true   # stays")
        )
        #expect(try folder.files() == before)

        let mended = try await Girctl.run(["config", "lint", "--fix", "a.yaml", "--fail-on", "warning"], in: folder)
        #expect(mended.status == 1, "the unknown key is left")
        #expect(mended.stderr == "girctl: mended a.yaml:4:25: GIR008: remove the quotes\n")
        #expect(try folder.text("a.yaml") == Self.faulty.replacing("'true'", with: "true"))
        #expect(try folder.mode("a.yaml") == 0o640)

        let nothing = try await Girctl.run(["config", "lint", "--fix", "--diff", "a.yaml"], in: folder)
        #expect(nothing.status == 0)
        #expect(
            nothing.stderr == "girctl: nothing to mend; --unsafe-fixes --diff shows what else can be mended: 1\n",
            "\(nothing)"
        )
        let all = try await Girctl.run(["config", "lint", "--unsafe-fixes", "a.yaml", "--fail-on", "note"], in: folder)
        #expect(try folder.text("a.yaml").hasPrefix("jetty:\n  port: 8090\n"), "\(all)")
    }

    @Test func `shows the change of standard input and changes nothing of it`() async throws {
        let shown = try await Girctl.run(["config", "lint", "--fix", "--diff", "-"], input: Self.faulty)
        #expect(shown.status == 3 && shown.stdout.hasPrefix("--- <stdin>\n"))
        let refused = try await Girctl.run(["config", "lint", "--fix", "-"], input: Self.faulty)
        #expect(refused.status == 64 && refused.stderr.hasPrefix("girctl: error: --fix changes files"))
    }

    @Test func `counts only what is not in the baseline`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.faulty, to: "a.yaml")
        let strict = ["config", "lint", "--fail-on", "note", "--baseline", "b.json", "a.yaml"]
        let missing = try await Girctl.run(strict, in: folder)
        #expect(missing.status == 66 && missing.stderr.contains("--write-baseline 'b.json'"))
        #expect(
            try await Girctl.run(["config", "lint", "--write-baseline", "b.json", "a.yaml"], in: folder).status == 0
        )
        #expect(try await Girctl.run(strict, in: folder).status == 0)
        try folder.write("# moved\n" + Self.faulty + "jety:\n", to: "a.yaml")
        let new = try await Girctl.run(strict + ["--format", "concise"], in: folder)
        #expect(new.status == 1)
        #expect(new.stdout == "a.yaml:6:1: warning[GIR001]: unknown key 'jety'\n1 warning in 1 file, 2 suppressed\n")
        try folder.write("jetty:\n  port: 8090\n", to: "a.yaml")
        #expect(try await Girctl.run(strict, in: folder).stderr.contains("2 of 2 findings in 'b.json' are gone"))
        try folder.write("{", to: "b.json")
        #expect(try await Girctl.run(strict, in: folder).status == 65)
    }

    @Test func `writes a baseline over nothing but a baseline`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.faulty, to: "a.yaml")
        for (name, text) in [("a.yaml", Self.faulty), ("key", "secret"), ("other.json", "{}")] {
            try folder.write(text, to: name)
            let result = try await Girctl.run(["config", "lint", "--write-baseline", name, "a.yaml"], in: folder)
            result.expectFailure(
                73,
                "'\(name)' is there already and is no baseline",
                hint: "name a new file, as in: --write-baseline baseline.json"
            )
            #expect(try folder.text(name) == text)
        }
        try folder.write("", to: "empty")
        for file in ["empty", "empty", "new"] {
            let result = try await Girctl.run(["config", "lint", "--write-baseline", file, "a.yaml"], in: folder)
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test func `takes rules to check, and to leave out`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.faulty, to: "a.yaml")
        func rules(_ arguments: [String]) async throws -> [String] {
            let result = try await Girctl.run(["config", "lint", "a.yaml", "--json"] + arguments, in: folder)
            let report = try JSONDecoder().decode(Report.self, from: Data(result.outputBytes))
            return report.diagnostics.map(\.rule)
        }
        #expect(try await rules(["--select", "GIR008"]) == ["GIR008"])
        #expect(try await rules(["--ignore", "quoted-boolean"]) == ["GIR001"])
        #expect(try await rules(["--select", "GIR0", "--ignore", "GIR001,GIR008"]) == [])
        let unknown = try await Girctl.run(["config", "lint", "a.yaml", "--select", "GIR998"], in: folder)
        #expect(unknown.status == 64 && unknown.stderr.hasPrefix("girctl: error: there is no rule 'GIR998'\n"))
    }

    @Test func `refuses options that do not go together`() async throws {
        for options in [
            ["--diff"], ["--fix", "--diff", "--json"], ["--baseline", "b", "--write-baseline", "c"],
        ] {
            let result = try await Girctl.run(["config", "lint", "a.yaml"] + options)
            #expect(result.status == 64, "\(options): \(result)")
        }
    }

    @Test func `checks folders, and says which file is meant`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.faulty, to: "nodes/a.yaml")
        try folder.write("jetty:\n  port: 80900\n", to: "nodes/b.yml")
        try folder.write("x", to: "nodes/c.txt")
        let result = try await Girctl.run(["config", "lint", "nodes", "--format", "concise"], in: folder)
        #expect(result.status == 1)
        #expect(
            result.stdout.hasSuffix(
                "nodes/b.yml:2:9: error[GIR006]: 'jetty.port' is 80900\n1 error, 2 warnings in 2 files\n"
            )
        )
    }

    @Test func `checks the other files where one cannot be read`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.faulty, to: "a.yaml")
        try folder.write("jetty:\n  port: 8090\n", to: "b.yaml")
        try folder.makeFolder("empty")
        let missing = ["a.yaml", "none.yaml", "empty", "b.yaml"]
        let lint = ["config", "lint", "--format", "concise"]
        let found = try await Girctl.run(lint + ["--fail-on", "warning"] + missing, in: folder)
        #expect(found.status == 1)
        #expect(found.stdout.hasSuffix("2 warnings in 2 files\n"), "\(found)")
        #expect(found.stderr.contains("girctl: error: 'none.yaml' does not exist\n"))
        #expect(found.stderr.contains("girctl: error: 'empty' has no .yaml or .yml file\n"))
        #expect(try await Girctl.run(lint + missing, in: folder).status == 2)
        let written = try await Girctl.run(lint + ["--write-baseline", "base.json"] + missing, in: folder)
        #expect(written.status == 2)
        let none = try await Girctl.run(lint + ["none.yaml", "empty"], in: folder)
        #expect(none.status == 66 && none.stdout == "", "\(none)")
    }

    @Test func `takes a file once, by whatever paths it is given`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("cluster_name: rws\nauthenticator: PasswordAuthenticator\n", to: "n/cassandra.yaml")
        let alone = try await Girctl.run(["config", "lint", "n/cassandra.yaml", "--fail-on", "note"], in: folder)
        let paths = ["n/cassandra.yaml", "./n/../n/cassandra.yaml", folder.path("n/cassandra.yaml"), "n"]
        let often = try await Girctl.run(["config", "lint", "--fail-on", "note"] + paths, in: folder)
        #expect(often.stdout == alone.stdout && often.status == alone.status)
        #expect(often.stdout.contains("in 1 file"))
    }

    private struct Report: Decodable {
        let diagnostics: [Finding]
    }

    private struct Finding: Decodable {
        let rule: String
    }
}

@Suite struct `config` {
    @Test func `explain knows rules and options, and refuses others`() async throws {
        #expect(
            try await Girctl.run(["config", "explain", "GIR101"]).stdout.hasPrefix("## GIR101: plaintext-password")
        )
        #expect(try await Girctl.run(["config", "explain", "jetty.port"]).stdout.hasPrefix("jetty.port\n"))
        #expect(try await Girctl.run(["config", "explain", "jetty.prt"]).status == 64)
    }

    @Test func `init prints a file that lints clean`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(try await Girctl.run(["config", "init"]).stdout, to: "a.yaml")
        #expect(try await Girctl.run(["config", "lint", "--fail-on", "note", "a.yaml"], in: folder).status == 0)
    }

    @Test func `init prints a file whose first lines lead to a server`() async throws {
        let folder = try TemporaryDirectory()
        let keys = ["--key-file", "keys/girctl.key"]
        var section = ""
        let lines = try await Girctl.run(["config", "init"]).stdout.split(separator: "\n").map { line in
            if let first = line.first, first != " ", first != "#" { section = String(line) }
            return section == "cassandraCluster:" ? "#\(line)" : line.replacing("/etc/gir/", with: "")
        }
        let text = lines.joined(separator: "\n") + "\n"
        try folder.write(text, to: "application.yaml")
        let before = try await Girctl.run(["config", "lint", "--files", "application.yaml"], in: folder)
        #expect(before.status == 1)
        #expect(before.stdout.contains("girctl encrypt --in-place application.yaml serverSettings.cmePassword"))

        let password = "kX7pQ2mNw4"
        try folder.write(text.replacing(/\$\{\w+\}/, with: password), to: "application.yaml")
        try folder.write(password, to: "password")
        try await Girctl.run(["keys", "init"] + keys, in: folder).succeeded()
        let store = ["keystore.jks", "--alias", "rws", "--password-file", "password"]
        let names = ["--san", "dns:rws.example.com"]
        try await Girctl.run(["keystore", "genkey"] + store + names, in: folder).succeeded()
        let certificate = try await Girctl.run(["keystore", "export"] + store + ["--cert"], in: folder).succeeded()
        try folder.write(certificate.stdout, to: "genesys-ca.pem")
        try await Girctl.run(["encrypt", "--in-place", "application.yaml", "--all"] + keys, in: folder).succeeded()
        let after = try await Girctl.run(["config", "lint", "--files", "application.yaml"] + keys, in: folder)
        #expect(after.status == 0 && !after.stdout.contains("GIR923"), "\(after.stdout)")
        try await Girctl.run(["serve", "--check", "--data", "data"] + keys, in: folder).succeeded()
    }

    @Test func `show masks secrets and refuses what is not YAML`() async throws {
        let text = "cassandraCluster:\n  password: hunter2\n"
        let shown = try await Girctl.run(["config", "show", "--effective", "-"], input: text)
        #expect(shown.status == 0 && !shown.stdout.contains("hunter2"))
        #expect(shown.stdout.contains("cassandraCluster.password: ••••••••"))
        #expect(try await Girctl.run(["config", "show", "--effective", "-"], input: "a: 'x").status == 65)
        #expect(try await Girctl.run(["config", "show", "-"], input: text).status == 64)
    }
}
