import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// The result of `ca validate`.
struct TrustReport: Encodable {
    let schema = "girctl.ca-validate/1"
    let results: [Result]

    struct Result: Encodable {
        @Nullable var link: String?
        let target: String
        let trusted: Bool
        @Nullable var reason: String?
        let message: String
        @Nullable var names: Names?
        let chain: [CertificateReport]
        @Nullable var daysLeft: Int?
        var notes: [String]
        let help: [String]
        @Nullable var tls: Connection?
    }

    /// What was agreed on with a peer.
    struct Connection: Encodable {
        let version: String
        @Nullable var cipherSuite: String?
    }

    struct Names: Encodable {
        let rws: Match
        let rfc9525: Match
    }

    struct Match: Encodable {
        let matched: Bool
        @Nullable var by: String?

        init(_ match: NameMatch) {
            matched = match.isMatch
            by = match.by?.rawValue
        }
    }

    private let sent: [Certificate]
    private let time: Date

    enum CodingKeys: CodingKey {
        case schema, results
    }

    init(
        _ result: TrustResult,
        chain: [Certificate],
        target: String,
        time: Date,
        remarks: [String],
        help: [String]
    ) {
        sent = chain
        self.time = time
        let others = result.failures.dropFirst().flatMap { failure in
            ["\(failure.code.rawValue): \(failure.message)"] + failure.facts
        }
        let notes = (result.reason?.facts ?? []) + others + result.notes + remarks
        var entry = Result(
            target: target,
            trusted: result.isTrusted,
            message: result.reason?.message ?? Self.trusted(result),
            chain: chain.map { CertificateReport($0) },
            notes: notes,
            help: help
        )
        entry.reason = result.reason?.code.rawValue
        entry.names = result.names.map { Names(rws: Match($0.rws), rfc9525: Match($0.rfc9525)) }
        entry.daysLeft = Self.daysLeft(result, at: time)
        results = [entry]
    }

    /// The result for people.
    func text(_ result: TrustResult, isVerbose: Bool) -> String {
        results.map { text($0, result, isVerbose) }.joined(separator: "\n\n")
    }

    private func text(_ entry: Result, _ result: TrustResult, _ isVerbose: Bool) -> String {
        var lines = [
            "\(entry.target): \(entry.reason.map { "not trusted: \($0)" } ?? "trusted")", "  \(entry.message)", "",
        ]
        for (index, certificate) in sent.enumerated() {
            let details = CertificateReport.lines(certificate, now: time)
            for (number, line) in details.enumerated() where isVerbose || !Self.isDetail(line) {
                lines.append("  \(number == 0 ? "[\(index + 1)] " : "    ")\(line)")
            }
        }
        if !result.path.isEmpty {
            let titles = result.path.map { $0.subject.isEmpty ? "serial \($0.serialNumber)" : $0.subject.description }
            let end = result.isComplete ? "a trust anchor" : "no trust anchor"
            lines += ["", "  path: \(titles.joined(separator: " < ")), \(end)"]
        }
        if let names = result.names {
            lines.append("  names: \(Self.sentence(names, names.rws, "the RWS guide's rule"))")
            lines.append("         \(Self.sentence(names, names.rfc9525, "RFC 9525"))")
        }
        lines += entry.notes.map { "  note: \($0)" } + entry.help.map { "  help: \($0)" }
        return lines.map(TerminalText.safe).joined(separator: "\n")
    }

    private static func sentence(_ names: NameReport, _ match: NameMatch, _ rule: String) -> String {
        let field: String? =
            switch match.by {
            case .issuerCN: "the issuer's common name"
            case .sanDNS: "a DNS name"
            case .sanIP: "an IP address"
            case .subjectCN: "the subject's common name"
            case nil: nil
            }
        guard let field else { return "'\(names.host)' matches no name by \(rule)" }
        return "'\(names.host)' matches \(field) by \(rule)"
    }

    private static func isDetail(_ line: String) -> Bool {
        line.hasPrefix("serial") || line.hasPrefix("SHA-256") || line.hasPrefix("key")
    }

    private static func trusted(_ result: TrustResult) -> String {
        let anchor = result.path.last.map { $0.subject.isEmpty ? $0.serialNumber : $0.subject.description } ?? ""
        return result.path.count == 1
            ? "the truststore holds the certificate '\(anchor)' itself"
            : "the path leads to the trust anchor '\(anchor)'"
    }

    /// The whole days until the first certificate that counts expires; negative when it has.
    static func daysLeft(_ result: TrustResult, at time: Date) -> Int? {
        result.expires.map { Int(($0.timeIntervalSince(time) / 86_400).rounded(.down)) }
    }
}
