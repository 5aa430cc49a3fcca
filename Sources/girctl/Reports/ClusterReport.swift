import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// What was done to a cluster's certificates, and how it was proved.
struct ClusterReport: Encodable {
    let schema = "girctl.cassandra-certs/1"
    let folder: String
    let action: String
    let cassandra: CassandraRelease
    let mode: ClusterSettings.Mode
    let members: [Member]
    let proof: Proof

    struct Member: Encodable {
        let name: String
        let role: ClusterMember.Role
        let addresses: [String]
        let notAfter: String
        let daysLeft: Int
    }

    struct Proof: Encodable {
        let chains: Int
        let handshakes: Int
    }

    /// Checks the folder that is being made.
    ///
    /// - Throws: status 65 with the first thing that does not hold.
    init(
        proving staged: StagedFolder,
        as folder: String,
        _ passwords: ClusterPasswords,
        _ action: String,
        only names: Set<String>? = nil,
        now: Date,
        isQuiet: Bool
    ) throws(CommandFailure) {
        let manifest = try ClusterManifest(of: staged.path)
        let check = try ClusterCheck(staged.path, passwords, at: now)
        let bar = ProgressBar("proofs", total: names?.count ?? manifest.members.count, isQuiet: isQuiet)
        let outcome = try check.run(only: names, bar)
        guard outcome.failures.isEmpty else {
            throw CommandFailure(
                .data,
                "the certificates do not hold: \(outcome.failures[0])",
                hint: "nothing was written; '\(folder)' is as it was"
            )
        }
        self.init(folder, action, manifest, outcome, now: now)
    }

    init(_ folder: String, _ action: String, _ manifest: ClusterManifest, _ outcome: ClusterCheck.Outcome, now: Date) {
        self.folder = folder
        self.action = action
        cassandra = manifest.cassandra
        mode = manifest.mode
        members = outcome.expiries.map { member, notAfter in
            Member(
                name: member.name,
                role: member.role,
                addresses: member.addresses.map(\.description),
                notAfter: JSONReport.time(notAfter),
                daysLeft: Int((notAfter.timeIntervalSince(now) / 86_400).rounded(.down))
            )
        }
        proof = Proof(chains: outcome.chains, handshakes: outcome.handshakes)
    }

    /// The result for people.
    var text: String {
        let counts = [(ClusterMember.Role.node, "node"), (.client, "client")].compactMap { role, word in
            let count = members.count { $0.role == role }
            return count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        var lines = [
            "\(TerminalText.safe(folder)): \(counts.joined(separator: " and ")) \(action), Cassandra \(cassandra.rawValue)"
        ]
        let width = members.prefix(Self.shown).map(\.name.count).max() ?? 0
        for member in members.prefix(Self.shown) {
            let name = member.name.padding(to: width)
            lines.append((["  \(name)", "until \(member.notAfter)"] + addresses(of: member)).joined(separator: "  "))
        }
        if members.count > Self.shown { lines.append("  and \(members.count - Self.shown) more, in manifest.json") }
        let hands = proof.handshakes == 1 ? "1 TLS handshake" : "\(proof.handshakes) TLS handshakes"
        lines.append("proved: \(proof.chains) certificate chain\(proof.chains == 1 ? "" : "s"), \(hands)")
        return lines.joined(separator: "\n")
    }

    private func addresses(of member: Member) -> [String] {
        member.addresses.isEmpty ? [] : [member.addresses.joined(separator: ", ")]
    }

    private static let shown = 20
}

extension String {
    /// The text with spaces behind it.
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// What would be made: the answer to `--dry-run`.
struct ClusterPlanReport: Encodable {
    let schema = "girctl.cassandra-certs/1"
    let folder: String
    let action = "planned"
    let settings: ClusterSettings
    let members: [Member]

    struct Member: Encodable {
        let name: String
        let role: ClusterMember.Role
        let names: [String]
    }

    init(_ settings: ClusterSettings, _ members: [ClusterMember], _ folder: String, now: Date) {
        self.folder = folder
        self.settings = settings
        self.members = members.map { member in
            let names = (try? ClusterIssuer.names(of: member, settings)) ?? []
            return Member(name: member.name, role: member.role, names: names.map(\.description))
        }
    }

    /// The plan for people.
    var text: String {
        let signer = settings.mode == .ca ? "an authority of \(settings.authorityDays) days" : "no authority"
        let head =
            "\(TerminalText.safe(folder)): \(signer), \(settings.storeType.javaName) keystores for Cassandra \(settings.release.rawValue)"
        let key =
            "\(settings.key.algorithm.uppercased()) keys of \(settings.key.bits) bits, valid for \(settings.days) days"
        let line = { (member: Member) in
            (["  \(member.role.rawValue) \(member.name)"]
                + (member.names.isEmpty ? [] : [member.names.joined(separator: ", ")]))
                .joined(separator: "  ")
        }
        return ([head, key] + members.map(line)).joined(separator: "\n")
    }
}

/// What a check of a cluster's folder has found.
struct ClusterVerificationReport: Encodable {
    let schema = "girctl.cassandra-certs/1"
    let holds: Bool
    let failures: [String]
    let cluster: ClusterReport

    init(_ cluster: ClusterReport, failures: [String]) {
        holds = failures.isEmpty
        self.failures = failures
        self.cluster = cluster
    }

    /// The result for people.
    var text: String {
        ([cluster.text] + failures.map { "not right: \(TerminalText.safe($0))" }).joined(separator: "\n")
    }
}
