import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI
import Synchronization

/// Checks a cluster's folder as its members will use it: the stores are opened, the chains evaluated, hands shaken.
struct ClusterCheck: Sendable {
    /// What was seen.
    struct Outcome: Sendable {
        /// What is wrong, with the member or file that it is about.
        var failures: [String] = []
        var chains = 0
        var handshakes = 0
        /// When each member's certificate expires.
        var expiries: [(member: ClusterMember, notAfter: Date)] = []
    }

    private let root: String
    private let layout: ClusterLayout
    private let manifest: ClusterManifest
    private let members: [ClusterMember]
    private let passwords: ClusterPasswords
    private let anchors: [Certificate]
    private let proof: ClusterProof

    /// Opens the truststore of a folder, which is being made or stands.
    init(_ folder: String, _ passwords: ClusterPasswords, at time: Date) throws(CommandFailure) {
        root = folder
        self.passwords = passwords
        manifest = try ClusterManifest(of: folder)
        members = try manifest.clusterMembers(in: folder)
        layout = ClusterLayout(folder, installFolder: manifest.installFolder, manifest.settings)
        let truststore = "\(folder)/\(layout.truststore)"
        let store = try Self.open(truststore, passwords.truststore)
        anchors = store.entries.filter { $0.kind == .trustedCertificate && $0.isVisibleToJava }.flatMap(\.certificates)
        proof = ClusterProof(anchors: anchors, manifest.settings, at: time)
    }

    /// Checks all members, or those that are named, each with the first node and with all clients.
    func run(only names: Set<String>? = nil, _ progress: ProgressBar? = nil) throws(CommandFailure) -> Outcome {
        let clients = members.filter { $0.role == .client }
        let known = try Parallel.map(clients.count) { index throws(CommandFailure) in try identity(of: clients[index]) }
        let first = try members.first { $0.role == .node }.map { node throws(CommandFailure) in try identity(of: node) }
        let outcome = Mutex(Outcome())
        outcome.withLock { $0.failures += authorityFailures() }
        let checked = members.filter { names?.contains($0.name) ?? true }
        _ = try Parallel.map(checked.count) { index throws(CommandFailure) in
            let result = try check(checked[index], partner: first, clients: known)
            outcome.withLock { outcome in
                outcome.failures += result.failures
                outcome.chains += result.chains
                outcome.handshakes += result.handshakes
                outcome.expiries += result.expiries
            }
            progress?.step()
        }
        return outcome.withLock { outcome in
            outcome.failures.sort()
            outcome.expiries.sort { ($0.notAfter, $0.member.name) < ($1.notAfter, $1.member.name) }
            return outcome
        }
    }

    /// Proves that members with these files and members with those of the next step connect, whoever calls.
    ///
    /// - Throws: status 65 for the first pair that does not.
    func checkOverlap(with next: ClusterCheck) throws(CommandFailure) {
        guard let node = members.first(where: { $0.role == .node }) else { return }
        let (old, new) = (try identity(of: node), try next.identity(of: node))
        for caller in members.filter({ $0.role == .client }).prefix(1) + [node] {
            let callers = (try identity(of: caller), try next.identity(of: caller))
            do throws(PKIError) {
                try proof.shakeHands(callers.0, new, trustedBy: next.anchors)
                try next.proof.shakeHands(callers.1, old, trustedBy: anchors)
            } catch {
                throw CommandFailure(
                    .data,
                    "members before and after this step do not connect: \(error.reason)",
                    hint: "nothing was changed; check the folder with: girctl cassandra-certs verify"
                )
            }
        }
    }

    /// The key and certificates of a member, from its keystore.
    func identity(of member: ClusterMember) throws(CommandFailure) -> ClusterIdentity {
        let path = "\(root)/\(layout.keystore(member))"
        guard let password = passwords[member] else {
            throw CommandFailure(
                .data,
                "'\(root)/\(ClusterPasswords.fileName)' has no password of '\(member.name)'"
            )
        }
        let store = try Self.open(path, password)
        guard let entry = store.entries.first(where: { $0.kind == .privateKey }) else {
            throw CommandFailure(.data, "'\(path)' has no private key")
        }
        do throws(PKIError) {
            let key = try entry.privateKey(keyPassword: nil)
            return ClusterIdentity(member: member, key: key, chain: entry.certificates)
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    private func check(
        _ member: ClusterMember,
        partner: ClusterIdentity?,
        clients: [ClusterIdentity]
    ) throws(CommandFailure) -> Outcome {
        let identity =
            if let client = clients.first(where: { $0.member == member }) { client } else { try identity(of: member) }
        var outcome = Outcome()
        outcome.chains = 1
        outcome.expiries = identity.chain.first.map { [(member, $0.notAfter)] } ?? []
        outcome.failures = proof.failures(of: identity) + pemFailures(of: identity)
        if member.role == .node {
            for other in [partner].compactMap(\.self) + clients {
                do throws(PKIError) {
                    try proof.shakeHands(other, identity)
                    outcome.handshakes += other.member.role == .node ? 2 : 1
                } catch {
                    outcome.failures.append("'\(other.member.name)' cannot connect: \(error.reason)")
                }
            }
        }
        outcome.failures = outcome.failures.map { "\(member.role.rawValue) '\(member.name)': \($0)" }
        return outcome
    }

    // Who uses PEM files must get the same as who uses the keystore.
    private func pemFailures(of identity: ClusterIdentity) -> [String] {
        let (chain, key) = (layout.chain(identity.member), layout.key(identity.member))
        var failures: [String] = []
        if (try? certificates(chain)) != identity.chain { failures.append("'\(chain)' is not the keystore's chain") }
        let read = try? PrivateKey.read(InputFile.read("\(root)/\(key)"), password: nil)
        if read?.publicKey != identity.key.publicKey { failures.append("'\(key)' is not the keystore's key") }
        return failures
    }

    private func authorityFailures() -> [String] {
        let isSame = (try? certificates(ClusterLayout.authorities)).map(Set.init) == Set(anchors)
        return isSame ? [] : ["'\(ClusterLayout.authorities)' and '\(layout.truststore)' differ"]
    }

    private func certificates(_ name: String) throws -> [Certificate] {
        try Certificate.readAll(InputFile.read("\(root)/\(name)"))
    }

    private static func open(_ path: String, _ password: String) throws(CommandFailure) -> KeyStore {
        let bytes = try InputFile.read(path, limit: KeyStore.sizeLimit)
        do throws(PKIError) {
            return try KeyStore(decoding: bytes, password: Secret(password))
        } catch {
            throw CommandFailure(error, in: path)
        }
    }
}
