import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// What is reported about one address of a link, or about a link that has none.
struct LinkVerdict {
    /// The entry of the JSON report.
    var result: TrustReport.Result
    /// The same for people.
    var text: String
    /// What it means for the command's exit status.
    let status: ExitStatus

    /// Whether it is about a peer of this link that is trusted.
    func isTrusted(_ link: LinkName) -> Bool { result.trusted && result.link == link.rawValue }

    /// That nobody has logged in, where it was left out.
    private(set) var loginNote: String?

    /// Says why nobody has logged in.
    mutating func leaveLoginOut(_ reason: String) {
        let note = "the login was not tried: \(reason)"
        loginNote = note
        result.notes.append(note)
        text += "\n" + TerminalText.safe("  note: \(note)")
    }

    /// A chain that was judged.
    init(
        judged result: TrustResult,
        _ report: TrustReport,
        link: LinkName?,
        connection: TrustReport.Connection?,
        isVerbose: Bool
    ) {
        var entry = report.results[0]
        entry.link = link?.rawValue
        entry.tls = connection
        self.result = entry
        let name = link.map { "\($0.rawValue) " } ?? ""
        text = name + report.text(result, isVerbose: isVerbose)
        status = result.isTrusted ? .success : .findings
    }

    /// A link about which something else than a judged chain is to be said; without a reason all is well.
    init(
        _ reason: LinkReason?,
        link: LinkName?,
        target: String?,
        _ message: String,
        notes: [String] = [],
        help: [String] = [],
        chain: [Certificate] = [],
        names: NameReport? = nil,
        connection: TrustReport.Connection? = nil
    ) {
        var entry = TrustReport.Result(
            target: target ?? link?.rawValue ?? "",
            trusted: reason == nil,
            message: message,
            chain: chain.map { CertificateReport($0) },
            notes: notes,
            help: help
        )
        entry.link = link?.rawValue
        entry.reason = reason?.rawValue
        entry.tls = connection
        entry.names = names.map {
            TrustReport.Names(rws: TrustReport.Match($0.rws), rfc9525: TrustReport.Match($0.rfc9525))
        }
        result = entry
        status = reason?.status ?? .success
        let title = [link?.rawValue, target].compactMap(\.self).joined(separator: " ")
        let outcome: String =
            switch status {
            case .success: "in order"
            case .incomplete: "not checked: \(reason?.rawValue ?? "")"
            case _ where reason == .loginRefused || reason == .storeUnfit: "not usable: \(reason?.rawValue ?? "")"
            default: "not trusted: \(reason?.rawValue ?? "")"
            }
        var lines = ["\(title): \(outcome)", "  \(message)"]
        for (index, certificate) in chain.enumerated() {
            lines.append("  [\(index + 1)] \(certificate.subject), issued by \(certificate.issuer)")
        }
        lines += notes.map { "  note: \($0)" } + help.map { "  help: \($0)" }
        text = lines.map(TerminalText.safe).joined(separator: "\n")
    }
}

/// All of them.
struct LinkReport: Encodable {
    let schema = "girctl.ca-validate/1"
    let results: [TrustReport.Result]
    private let texts: [String]
    private let statuses: [ExitStatus]

    enum CodingKeys: CodingKey {
        case schema, results
    }

    init(_ verdicts: [LinkVerdict]) {
        results = verdicts.map(\.result)
        texts = verdicts.map(\.text)
        statuses = verdicts.map(\.status)
    }

    /// The report for people.
    var text: String { texts.joined(separator: "\n\n") }

    /// The status that says most: not trusted, then unreachable, then not checked.
    var status: ExitStatus {
        for status in [ExitStatus.findings, .unavailable, .incomplete] where statuses.contains(status) { return status }
        return .success
    }
}
