/// What the rules found in some sources.
public struct LintReport: Sendable {
    /// The findings by source, position, severity and rule; those that are suppressed too.
    public let diagnostics: [Diagnostic]
    /// The sources that were read, clean ones included, in the order they were given.
    public let sources: [LintedSource]
    /// What the sources were read into.
    ///
    /// It is kept so that a program that ends with the report need not let go of each of millions of values.
    private let trees: [LintContext]

    init(diagnostics: [Diagnostic], sources: [LintedSource], trees: [LintContext] = []) {
        self.diagnostics = diagnostics
        self.sources = sources
        self.trees = trees
    }

    /// The same report with other findings.
    func with(_ diagnostics: [Diagnostic]) -> LintReport {
        LintReport(diagnostics: diagnostics, sources: sources, trees: trees)
    }

    /// The findings that count: those that nobody suppressed.
    public var active: some Sequence<Diagnostic> { diagnostics.lazy.filter { $0.suppression == nil } }

    /// The number of findings of a severity that count.
    public func count(of severity: Diagnostic.Severity) -> Int {
        diagnostics.count { $0.severity == severity && $0.suppression == nil }
    }

    /// Whether a finding that counts is at or above a severity.
    public func failed(at severity: Diagnostic.Severity) -> Bool {
        active.contains { $0.severity >= severity }
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
