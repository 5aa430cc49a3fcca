import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Judges what was seen of a peer.
struct PeerJudge {
    let link: LinkName?
    let endpoint: LinkEndpoint
    /// The name that the certificate has to have.
    let host: String
    let nameRule: NameRule
    let policy: TrustPolicy
    let time: Date
    /// Where the chain was written to, if it was.
    let chainFile: String?
    let isVerbose: Bool

    /// Judges with a truststore; with none the peer is seen and not verified.
    func verdict(on seen: LinkObservation, _ trust: Truststore?, remarks: [String]) -> LinkVerdict {
        let chain = seen.chain.compactMap { try? Certificate(der: Array($0)) }
        let isWhole = chain.count == seen.chain.count
        let connection = seen.protocolVersion.map { version in
            var connection = TrustReport.Connection(version: version)
            connection.cipherSuite = seen.cipherSuite
            return connection
        }
        let facts = facts(seen, isWhole: isWhole)
        // A server that wants a client's certificate has shown its own before.
        let isSeen = seen.outcome == .established || (seen.outcome == .clientCertificateRefused && trust != nil)
        guard isSeen, !chain.isEmpty else {
            return unseen(seen, chain, connection, notes: facts + remarks)
        }
        guard let trust else {
            let names = TrustEvaluator(anchors: []).evaluate(chain: chain, host: host, at: time, nameRule: nameRule)
                .names
            return LinkVerdict(
                .notVerified,
                link: link,
                target: endpoint.description,
                "the link is encrypted, and any certificate is accepted: \(remarks.first ?? "there is no truststore")",
                notes: facts + remarks.dropFirst(),
                help: notVerifiedHelp,
                chain: chain,
                names: names,
                connection: connection
            )
        }
        let result = TrustEvaluator(anchors: trust.anchors, policy: policy)
            .evaluate(chain: chain, host: host, at: time, nameRule: nameRule)
        if result.isTrusted, seen.outcome == .clientCertificateRefused {
            return unseen(seen, chain, connection, notes: ["the server's own certificate is trusted"] + facts + remarks)
        }
        let help = TrustHelp(
            trust: trust,
            chainFile: chainFile ?? Self.chainName,
            isAlone: chain.count == 1,
            host: host,
            link: link
        ).lines(for: result)
        let report = TrustReport(
            result,
            chain: chain,
            target: endpoint.description,
            time: time,
            remarks: facts + trust.remarks + remarks,
            help: help + saving(help)
        )
        return LinkVerdict(judged: result, report, link: link, connection: connection, isVerbose: isVerbose)
    }

    // The name that help speaks of where no file was named.
    private static let chainName = "server.pem"

    private func saving(_ help: [String]) -> [String] {
        guard chainFile == nil, help.contains(where: { $0.contains(Self.chainName) }) else { return [] }
        return ["write what the server sends into that file: --chain-out \(Self.chainName)"]
    }

    private var notVerifiedHelp: [String] {
        let option = (link ?? .configurationServer).trustOption
        return ["set '\(option)' to a file with the certificate of the peer's CA"]
    }

    private func facts(_ seen: LinkObservation, isWhole: Bool) -> [String] {
        var facts: [String] = []
        if let version = seen.protocolVersion {
            let suite = seen.cipherSuite.map { " with \($0)" } ?? ""
            facts.append("the server speaks \(version)\(suite)")
        }
        if let address = seen.address, address != endpoint.description {
            facts.append("'\(endpoint.host)' is \(address)")
        }
        if !seen.cassandraVersions.isEmpty {
            facts.append("Cassandra speaks \(seen.cassandraVersions.joined(separator: ", ")) of its protocol")
        }
        if seen.outcome == .established, let detail = seen.detail { facts.append(detail) }
        if !isWhole { facts.append("a certificate that the server sent cannot be read") }
        return facts
    }

    private func unseen(
        _ seen: LinkObservation,
        _ chain: [Certificate],
        _ connection: TrustReport.Connection?,
        notes: [String]
    ) -> LinkVerdict {
        let place = "'\(endpoint)'"
        let reason: LinkReason
        let message: String
        let help: [String]
        switch seen.outcome {
        case .clientKeyUnusable:
            reason = .clientKeyStoreUnreadable
            message = seen.detail ?? "TLS cannot use the client's key or certificate"
            help = ["take an RSA key of 2048 bits or more, or one on P-256, P-384 or P-521"]
        case .clientCertificateRefused:
            reason = .clientCertificateRefused
            message = "\(place): \(seen.detail ?? "the peer wants a client certificate")"
            help = given(seen.hint) + ["give one that its CA signed: --client-cert FILE --client-key FILE"]
        case .established, .handshakeFailed:
            reason = .handshakeFailed
            message = "\(place): \(seen.detail ?? "the peer sends no certificate that can be read")"
            help = given(seen.hint) + ["see what it offers: openssl s_client -connect \(endpoint)\(serverName)"]
        case .noTLS:
            reason = .noTLS
            message =
                seen.hint == nil
                ? "this port does not speak TLS: \(seen.detail ?? "")" : "\(place): \(seen.detail ?? "no TLS")"
            help = [seen.hint ?? "name the peer's secured port, or have TLS switched on there"]
        case .unreachable:
            reason = .unreachable
            message = "\(place) cannot be reached: \(seen.detail ?? "it does not answer in time")"
            help = [seen.hint ?? "check the address, the server and the firewalls on the way"]
        }
        return LinkVerdict(
            reason,
            link: link,
            target: endpoint.description,
            message,
            notes: notes,
            help: help,
            chain: chain,
            connection: connection
        )
    }

    private func given(_ hint: String?) -> [String] { hint.map { [$0] } ?? [] }

    private var serverName: String { endpoint.serverName.map { " -servername \($0)" } ?? "" }
}
