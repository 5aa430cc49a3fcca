import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// `ca validate --connect` against the servers that RWS calls in the field: each kind of certificate fault is named.
@Suite struct `Links to real servers` {
    @Test(.enabled(if: Tool.openssl.found || Tool.required), .timeLimit(.minutes(10)), arguments: LinkPeer.all)
    func `explain each certificate, whoever serves it`(_ peer: LinkPeer) async throws {
        guard peer.isThere || Tool.required else { return }
        let made = try await LinkCases()
        let ports = try FreePort.find(made.cases.count)
        let places = zip(made.cases, ports).map { (name: $0.name, port: $1) }
        let command = try await peer.command(made.folder, places)
        let result = try await CommandRunner.start(command, readyWhen: peer.isReady) { _ in
            let addresses = ports.map { "localhost:\($0)" }
            let (_, report) = try await LinkRun.validate(
                ["--ca", "root.pem", "--connect"] + addresses,
                in: made.folder
            )
            try #require(report.results.count == made.cases.count)
            for (item, seen) in zip(made.cases, report.results) {
                #expect(seen.reason == item.reason, "\(peer) \(item.name): \(seen.message) \(seen.notes)")
                #expect(seen.trusted == (item.reason == nil))
                #expect(seen.names?.rws.by == item.match, "\(peer) \(item.name)")
                #expect(seen.tls?.version == "TLSv1.3", "\(peer) \(item.name)")
                #expect(
                    seen.chain.count == (try Certificate.readAll(made.folder.bytes("\(item.name)/chain.pem"))).count
                )
                #expect(item.reason == nil || !seen.help.isEmpty, "\(item.name)")
            }
        }
        #expect(result.status != -1)
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), .timeLimit(.minutes(10)))
    func `explain each certificate that openssl serves in TLS 1.2`() async throws {
        let made = try await LinkCases()
        for item in made.cases {
            let port = try FreePort.find()
            let server = LinkRun.openssl(port, item.name, ["-tls1_2"], in: made.folder)
            let result = try await CommandRunner.start(server, readyWhen: { $0.contains("ACCEPT") }) { _ in
                let arguments = ["--ca", "root.pem", "--connect", "localhost:\(port)"]
                let seen = try await LinkRun.validate(arguments, in: made.folder).report.results
                #expect(seen.first?.reason == item.reason, "\(item.name): \(seen)")
                #expect(seen.first?.tls?.version == "TLSv1.2")
                #expect(seen.first?.tls?.cipherSuite?.hasPrefix("TLS_ECDHE_") == true)
            }
            #expect(result.status != -1)
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), arguments: ["-tls1_2", "-tls1_3"])
    func `say that a client certificate is wanted, and send one`(_ version: String) async throws {
        let made = try await LinkCases()
        let port = try FreePort.find()
        let server = LinkRun.openssl(
            port,
            "sound",
            [version, "-Verify", "2", "-CAfile", "root.pem", "-verify_return_error"],
            in: made.folder
        )
        _ = try await CommandRunner.start(server, readyWhen: { $0.contains("ACCEPT") }) { _ in
            let arguments = ["--ca", "root.pem", "--connect", "localhost:\(port)"]
            let without = try await LinkRun.validate(arguments, in: made.folder)
            #expect(without.status == 1)
            if version == "-tls1_3" {
                #expect(without.report.results.first?.reason == "client-certificate-refused")
            } else {
                // TLS 1.2 has no alert for it: the peer's words are "handshake failure".
                #expect(without.report.results.first?.message.contains("wants a client certificate") == true)
            }
            let client = ["--client-cert", made.client.chain, "--client-key", made.client.key]
            #expect(try await LinkRun.validate(arguments + client, in: made.folder).status == 0)
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `write what a server sends into no file with other certificates`() async throws {
        let made = try await LinkCases()
        let port = try FreePort.find()
        let anchors = try made.folder.text("root.pem")
        try made.folder.write(anchors, to: "others.pem")
        _ = try await CommandRunner.start(
            LinkRun.openssl(port, "sound", [], in: made.folder),
            readyWhen: { $0.contains("ACCEPT") }
        ) { _ in
            func write(to file: String) async throws -> CommandResult {
                let arguments = ["ca", "validate", "--ca", "root.pem", "--connect", "localhost:\(port)"]
                return try await Girctl.run(arguments + ["--chain-out", file], in: made.folder)
            }
            for (file, status) in [("root.pem", Int32(64)), ("./root.pem", 64), ("others.pem", 73)] {
                let refused = try await write(to: file)
                #expect(refused.status == status, "\(file): \(refused)")
            }
            #expect(try made.folder.text("root.pem") == anchors && made.folder.text("others.pem") == anchors)
            let new = try await write(to: "chain.pem")
            #expect(new.status == 0 && new.stderr.contains("'chain.pem' has the "), "\(new)")
            let again = try await write(to: "chain.pem")
            #expect(again.status == 0 && again.stderr.contains("already; nothing was changed"), "\(again)")
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `say what a port is that does not speak TLS, or an old one only`() async throws {
        let made = try await LinkCases()
        let port = try FreePort.find()
        let old = LinkRun.openssl(port, "sound", ["-tls1_1"], in: made.folder)
        _ = try await CommandRunner.start(old, readyWhen: { $0.contains("ACCEPT") }) { _ in
            let (status, report) = try await LinkRun.validate(
                ["--ca", "root.pem", "--connect", "localhost:\(port)"],
                in: made.folder
            )
            #expect(status == 1)
            #expect(report.results.first?.reason == "handshake-failed")
            #expect(report.results.first?.message.contains("neither TLS 1.2 nor 1.3") == true, "\(report)")
        }
        try await FreePort.withTaken { port in
            let arguments = ["--ca", "root.pem", "--timeout", "5", "--connect", "127.0.0.1:\(port)"]
            let (status, report) = try await LinkRun.validate(arguments, in: made.folder)
            #expect(status == 1)
            #expect(report.results.first?.reason == "handshake-failed")
        }
        let free = try FreePort.find()
        let refused = try await LinkRun.validate(
            ["--ca", "root.pem", "--connect", "127.0.0.1:\(free)"],
            in: made.folder
        )
        #expect(refused.status == 69)
        #expect(refused.report.results.first?.reason == "unreachable")
    }

    @Test(.enabled(if: (Tool.openssl.found || Tool.required) && FreePort.hasIPv6))
    func `are made over IPv6 too`() async throws {
        let made = try await LinkCases()
        let port = try FreePort.find()
        var server = LinkRun.openssl(port, "sound", [], in: made.folder)
        server.arguments[3] = "[::1]:\(port)"
        _ = try await CommandRunner.start(server, readyWhen: { $0.contains("ACCEPT") }) { _ in
            let (status, report) = try await LinkRun.validate(
                ["--ca", "root.pem", "--connect", "[::1]:\(port)", "--host", "localhost"],
                in: made.folder
            )
            #expect(status == 0, "\(report)")
        }
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `ask by the name of the host, so that a server of many names shows the right certificate`() async throws {
        let made = try await LinkCases()
        let port = try FreePort.find()
        let second = ["-servername", "localhost", "-cert2", "sound/chain.pem", "-key2", "sound/key.pem"]
        let server = LinkRun.openssl(port, "expired", second, in: made.folder)
        _ = try await CommandRunner.start(server, readyWhen: { $0.contains("ACCEPT") }) { _ in
            let byName = try await LinkRun.validate(
                ["--ca", "root.pem", "--connect", "localhost:\(port)"],
                in: made.folder
            )
            #expect(byName.report.results.first?.chain.first?.subject == "CN=server")
            // The second certificate comes without its chain.
            #expect(byName.report.results.first?.reason == "missing-issuer")
            let byAddress = try await LinkRun.validate(
                ["--ca", "root.pem", "--connect", "127.0.0.1:\(port)"],
                in: made.folder
            )
            #expect(byAddress.report.results.first?.reason == "expired")
        }
    }
}

/// Runs of girctl and openssl that the tests above share.
enum LinkRun {
    struct Report: Decodable {
        let schema: String
        let results: [Result]

        struct Result: Decodable {
            let link: String?
            let target: String
            let trusted: Bool
            let reason: String?
            let message: String
            let names: Names?
            let chain: [Subject]
            let notes: [String]
            let help: [String]
            let tls: Connection?
        }

        struct Names: Decodable { let rws: Match }
        struct Match: Decodable { let by: String? }
        struct Subject: Decodable { let subject: String }
        struct Connection: Decodable {
            let version: String
            let cipherSuite: String?
        }
    }

    static func validate(
        _ arguments: [String],
        in folder: TemporaryDirectory
    ) async throws -> (status: Int32, report: Report) {
        let result = try await Girctl.run(["ca", "validate", "--json"] + arguments, in: folder)
        let report = try? JSONDecoder().decode(Report.self, from: Data(result.outputBytes))
        return (result.status, try #require(report, "\(result)"))
    }

    static func openssl(_ port: Int, _ name: String, _ options: [String], in folder: TemporaryDirectory) -> Command {
        Tool.openssl.command(
            [
                "s_server", "-www", "-accept", "127.0.0.1:\(port)", "-cert", "\(name)/chain.pem", "-cert_chain",
                "\(name)/chain.pem", "-key", "\(name)/key.pem", "-cipher", "DEFAULT@SECLEVEL=0",
            ] + options,
            in: folder
        )
    }
}
