import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// `config lint --connect` against servers of other makers.
@Suite struct `Links that are linted` {
    private struct Report: Decodable {
        struct Finding: Decodable {
            let rule: String
            let message: String
            let path: String
            let notes: [String]
            let help: [String]
        }

        let diagnostics: [Finding]
    }

    private static func lint(
        _ arguments: [String],
        in folder: TemporaryDirectory
    ) async throws -> (status: Int32, links: [Report.Finding]) {
        let result = try await Girctl.run(
            ["config", "lint", "--connect", "--json", "--select", "GIR95,GIR96"] + arguments,
            in: folder
        )
        let report = try? JSONDecoder().decode(Report.self, from: Data(result.outputBytes))
        return (result.status, try #require(report, "\(result)").diagnostics)
    }

    private static func node(_ port: Int, _ other: String = "") -> String {
        """
        onPremiseSettings:
          cmeHost: localhost
          cmePort: \(port)
          tlsEnabled: true
        serverSettings:
          caCertificate: root.pem
        \(other)
        """
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), .timeLimit(.minutes(10)), arguments: LinkPeer.all)
    func `have a finding for each fault of a certificate, whoever serves it`(_ peer: LinkPeer) async throws {
        guard peer.isThere || Tool.required else { return }
        let made = try await LinkCases()
        let ports = try FreePort.find(made.cases.count)
        let places = zip(made.cases, ports).map { (name: $0.name, port: $1) }
        for place in places { try made.folder.write(Self.node(place.port), to: "\(place.name)/application.yaml") }
        let result = try await CommandRunner.start(
            try await peer.command(made.folder, places),
            readyWhen: peer.isReady
        ) { _ in
            for item in made.cases {
                try made.folder.write(made.folder.text("root.pem"), to: "\(item.name)/root.pem")
                let (status, links) = try await Self.lint(["\(item.name)/application.yaml"], in: made.folder)
                let expected: [String] =
                    switch item.reason {
                    case nil where item.match != "san-dns": ["GIR960"]
                    case nil: []
                    case "name-mismatch": ["GIR956"]
                    default: ["GIR955"]
                    }
                // Made for a few days, as far as they are valid: that is another finding.
                #expect(links.map(\.rule).filter { $0 != "GIR957" } == expected, "\(peer) \(item.name): \(links)")
                #expect(status == (item.reason == nil ? 0 : 1), "\(peer) \(item.name)")
                guard let reason = item.reason, let finding = links.first else { continue }
                let isName = reason == "name-mismatch"
                #expect(finding.path == (isName ? "onPremiseSettings.cmeHost" : "serverSettings.caCertificate"))
                #expect(isName || finding.message.hasSuffix(": \(reason)"), "\(finding)")
                // The help is that of `ca validate`.
                let validated = try await LinkRun.validate(
                    ["--config", "\(item.name)/application.yaml", "--link", "configurationServer", "--connect"],
                    in: made.folder
                )
                #expect(finding.help == validated.report.results.first?.help, "\(peer) \(item.name)")
            }
        }
        #expect(result.status != -1)
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `say what is no TLS, what is not verified, and what cannot be asked`() async throws {
        let made = try await LinkCases()
        let port = try FreePort.find()
        let server = LinkRun.openssl(port, "sound", [], in: made.folder)
        _ = try await CommandRunner.start(server, readyWhen: { $0.contains("ACCEPT") }) { _ in
            try made.folder.write(Self.node(port, "  rcsTrustedCA: false\n"), to: "application.yaml")
            let address = "recordingCryptoServer=localhost:\(port)"
            let (status, links) = try await Self.lint(["--address", address, "application.yaml"], in: made.folder)
            #expect(status == 0)
            #expect(links.filter { $0.rule != "GIR957" }.map(\.rule) == ["GIR958"], "\(links)")
            #expect(links.filter { $0.rule == "GIR958" }.map(\.path) == ["serverSettings.rcsTrustedCA"])
            // One process asks for all files, each peer once, and each file has its own findings.
            try made.folder.write(Self.node(port), to: "two/application.yaml")
            let (two, missing) = try await Self.lint(
                ["application.yaml", "two/application.yaml", "--ignore", "GIR957"],
                in: made.folder
            )
            #expect(two == 0)
            #expect(missing.isEmpty, "a truststore that is not there is a finding about the file: \(missing)")
        }
        try made.folder.write(Self.node(port), to: "application.yaml")
        let (unreachable, links) = try await Self.lint(["application.yaml"], in: made.folder)
        #expect(unreachable == 2)
        #expect(links.map(\.rule) == ["GIR951"])
        #expect(links.map(\.path) == ["onPremiseSettings.cmeHost"])
        let suppressed = Self.node(port).replacing(
            "cmeHost: localhost",
            with: "cmeHost: localhost # girctl:ignore GIR951 -- asked where the server runs"
        )
        try made.folder.write(suppressed, to: "application.yaml")
        #expect(try await Self.lint(["application.yaml"], in: made.folder).status == 0)
        try await FreePort.withTaken { taken in
            try made.folder.write(Self.node(taken), to: "application.yaml")
            let (silent, links) = try await Self.lint(["--timeout", "5", "application.yaml"], in: made.folder)
            #expect(silent == 1)
            #expect(links.map(\.rule) == ["GIR953"])
        }
    }

    @Test func `are not asked without the option, and need nothing`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write(Self.node(1), to: "application.yaml")
        let plain = try await Girctl.run(["config", "lint", "application.yaml"], in: folder)
        #expect(plain.status == 0)
        #expect(!plain.stdout.contains("GIR95"))
        let lost = try await Girctl.run(["config", "lint", "--address", "webDAV=h:1", "application.yaml"], in: folder)
        #expect(lost.status == 64)
        let unnamed = try await Girctl.run(
            ["config", "lint", "--connect", "--address", "h:1", "application.yaml"],
            in: folder
        )
        #expect(unnamed.status == 64)
        #expect(unnamed.stderr.contains("--address LINK=h:1"))
    }

    @Test func `stay silent about cassandra.yaml and what is not YAML`() async throws {
        let folder = try TemporaryDirectory()
        try folder.write("client_encryption_options:\n  enabled: false\n", to: "cassandra.yaml")
        try folder.write("a: [\n", to: "broken.yaml")
        #expect(try await Self.lint(["cassandra.yaml"], in: folder).links.isEmpty)
        #expect(try await Self.lint(["broken.yaml"], in: folder).links.map(\.rule) == ["GIR000"])
    }
}
