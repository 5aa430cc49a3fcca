/// What the rules found in some sources.
public struct LintReport: Sendable {
    /// The findings by source, position, severity and rule; those that are suppressed too.
    public let diagnostics: [Diagnostic]
    /// The sources that were read, clean ones included, in the order they were given.
    public let sources: [LintedSource]
    /// Findings of a rule in a source beyond the first ten thousand: they count, and nothing more is said about them.
    let omitted: [Omission]

    struct Omission: Sendable {
        let rule: String
        let severity: Diagnostic.Severity
        let count: Int
    }

    init(diagnostics: [Diagnostic], omitted: [Omission] = [], sources: [LintedSource]) {
        self.diagnostics = diagnostics
        self.omitted = omitted
        self.sources = sources
    }

    /// The same report with other findings.
    func with(_ diagnostics: [Diagnostic]) -> LintReport {
        LintReport(diagnostics: diagnostics, omitted: omitted, sources: sources)
    }

    /// The findings that count: those that nobody suppressed.
    public var active: some Sequence<Diagnostic> { diagnostics.lazy.filter { $0.suppression == nil } }

    /// The number of findings of a severity that count.
    public func count(of severity: Diagnostic.Severity) -> Int {
        diagnostics.count { $0.severity == severity && $0.suppression == nil }
            + omitted.reduce(0) { $0 + ($1.severity == severity ? $1.count : 0) }
    }

    /// The number of findings of each rule about which nothing is said.
    var omittedByRule: [String: Int] {
        Dictionary(omitted.map { ($0.rule, $0.count) }, uniquingKeysWith: +)
    }

    /// Whether a finding that counts is at or above a severity.
    public func failed(at severity: Diagnostic.Severity) -> Bool {
        active.contains { $0.severity >= severity } || omitted.contains { $0.severity >= severity }
    }

    /// Whether some checks could not be run, so that a report without findings proves little.
    public var isIncomplete: Bool {
        active.contains { $0.id == FileRules.uncheckedFile.id || $0.id == LinkRules.uncheckedLink.id }
    }

    /// The counts in words, such as "2 errors, 1 warning in 1 file".
    public var summary: String {
        let counts: [String] = Diagnostic.Severity.allCases.reversed().compactMap { severity in
            let count = count(of: severity)
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let files = sources.count == 1 ? "1 file" : "\(sources.count) files"
        let suppressed = diagnostics.count { $0.suppression != nil }
        return "\(counts.isEmpty ? "no findings" : counts.joined(separator: ", ")) in \(files)"
            + (suppressed == 0 ? "" : ", \(suppressed) suppressed")
    }
}
