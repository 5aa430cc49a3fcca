import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl ca validate watches the days` {
    private let folder: TemporaryDirectory

    /// A server's certificate with 20 days left, and a client's.
    init() throws {
        folder = try TemporaryDirectory()
        let pki = try TestPKI()
        _ = try folder.write(pki.root.chainPEM, to: "ca.pem")
        _ = try folder.write(try pki.server(validDays: -1...20.5).chainPEM, to: "server.pem")
        _ = try folder.write(try pki.client().chainPEM, to: "client.pem")
    }

    private func run(_ arguments: String...) async throws -> CommandResult {
        try await Girctl.run(
            ["ca", "validate", "--ca", "ca.pem"] + arguments,
            in: folder,
            environment: ["SOURCE_DATE_EPOCH": "1800000000"]
        )
    }

    @Test func `as a plugin of Nagios`() async throws {
        let warning = try await run("--chain", "server.pem", "--nagios")
        #expect(warning.status == 1)
        #expect(warning.stdout == "TRUST WARNING - server.pem: trusted, 20 days left | 'server.pem'=20;30:;7:\n")
        let ok = try await run("--chain", "server.pem", "--nagios", "--warn", "14d", "--crit", "5")
        #expect(ok.status == 0)
        #expect(ok.stdout == "TRUST OK - server.pem: trusted, 20 days left | 'server.pem'=20;14:;5:\n")
        let critical = try await run("--chain", "server.pem", "--nagios", "--crit", "21")
        #expect(critical.status == 2)
        let refused = try await run("--chain", "client.pem", "--nagios")
        #expect(refused.status == 2)
        #expect(refused.stdout.hasPrefix("TRUST CRITICAL - client.pem: extended-key-usage: "))
    }

    @Test func `as a plugin without numbers where nobody answers`() async throws {
        let address = "localhost:\(try FreePort.find())"
        let dead = try await run("--connect", address, "--nagios")
        #expect(dead.status == 2)
        #expect(dead.stdout.hasPrefix("TRUST CRITICAL - \(address): unreachable: "), "\(dead)")
        #expect(!dead.stdout.contains("|"))
    }

    @Test func `and fails below --crit only`() async throws {
        #expect(try await run("--chain", "server.pem", "--warn", "21").status == 0)
        let failed = try await run("--chain", "server.pem", "--warn", "30", "--crit", "21")
        #expect(failed.status == 1)
        #expect(failed.stdout.contains("note: 20 days left, fewer than --crit 21"))
        #expect(try await run("--chain", "server.pem", "--crit", "3w").status == 1)
    }

    @Test(arguments: [
        ["--warn", "3", "--crit", "7"], ["--crit", "-1"], ["--nagios", "--json"], ["--crl", "missing"],
    ])
    func `and refuses what makes no sense`(arguments: [String]) async throws {
        let status = try await Girctl.run(
            ["ca", "validate", "--ca", "ca.pem", "--chain", "server.pem"] + arguments,
            in: folder
        ).status
        #expect(status == (arguments[0] == "--crl" ? 66 : 64))
    }

    @Test func `of clients, when it is asked for them`() async throws {
        #expect(try await run("--chain", "client.pem", "--purpose", "client").status == 0)
        #expect(try await run("--chain", "client.pem").status == 1)
        #expect(try await run("--chain", "server.pem", "--purpose", "client").status == 1)
    }
}
