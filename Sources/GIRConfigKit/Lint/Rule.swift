/// Something that can be wrong with a configuration, with all there is to say about it.
///
/// A rule reports. It does not print, read files, or decide what its findings lead to.
public struct Rule: Sendable {
    /// The permanent id, such as `GIR101`; the first digit tells the family.
    public let id: String
    /// The name of what is wrong, such as `plaintext-password`.
    public let name: String
    /// What is wrong, in one sentence of Markdown.
    public let summary: String
    /// How much a finding matters.
    public let severity: Diagnostic.Severity
    /// Why it matters and what to do, in Markdown.
    public let rationale: String
    /// Sources with `⟦` and `⟧` around each place that the rule reports.
    public let flagged: [String]
    /// Sources in which the rule finds nothing.
    public let accepted: [String]
    /// Where to read more: addresses, or paths in the repository.
    public let references: [String]
    /// Whether a missing key can be the reason for a finding, so that a source that ends too early proves nothing.
    let needsWholeFile: Bool
    /// Looks at a source and reports.
    let check: @Sendable (LintContext, inout RuleReporter) -> Void

    init(
        id: String,
        name: String,
        summary: String,
        severity: Diagnostic.Severity,
        rationale: String,
        flagged: [String],
        accepted: [String],
        references: [String] = [],
        needsWholeFile: Bool = false,
        check: @escaping @Sendable (LintContext, inout RuleReporter) -> Void
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.severity = severity
        self.rationale = rationale
        self.flagged = flagged
        self.accepted = accepted
        self.references = references
        self.needsWholeFile = needsWholeFile
        self.check = check
    }
}
