/// Something that can be wrong with a configuration, with all there is to say about it.
///
/// A rule reports. It does not print, read files, or decide what its findings lead to.
public final class Rule: Sendable {
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
    /// The configurations that it is about.
    public let kinds: Set<ConfigurationKind>
    /// Whether it looks into the files that a configuration names.
    public let needsFiles: Bool
    /// Whether it is about what the peers of the outbound links sent.
    public let needsLinks: Bool
    /// Whether it compares sources, so that one alone has no finding.
    public var comparesSources: Bool { if case .together = check { true } else { false } }
    /// Whether a missing key can be the reason for a finding, so that a source that ends too early proves nothing.
    let needsWholeFile: Bool
    /// Whether it is about how YAML is written, so that it does not matter how surely an option is known.
    let judgesYAML: Bool
    /// What looks at the sources and reports.
    let check: Check

    /// What looks at the sources and reports.
    enum Check: Sendable {
        /// Looks at one source.
        case each(@Sendable (LintContext, inout RuleReporter) -> Void)
        /// Looks at all sources of its kinds; the reporters are in the order of the sources.
        case together(@Sendable ([LintContext], inout [RuleReporter]) -> Void)
    }

    convenience init(
        id: String,
        name: String,
        summary: String,
        severity: Diagnostic.Severity,
        rationale: String,
        flagged: [String],
        accepted: [String],
        references: [String] = [],
        kinds: Set<ConfigurationKind> = [.application],
        needsFiles: Bool = false,
        needsLinks: Bool = false,
        needsWholeFile: Bool = false,
        judgesYAML: Bool = false,
        check: @escaping @Sendable (LintContext, inout RuleReporter) -> Void
    ) {
        self.init(
            id,
            name,
            summary,
            severity,
            rationale,
            flagged,
            accepted,
            references,
            kinds,
            needsFiles,
            needsLinks,
            needsWholeFile,
            judgesYAML,
            .each(check)
        )
    }

    /// Makes a rule that compares sources; of those that end too early none takes part.
    convenience init(
        id: String,
        name: String,
        summary: String,
        severity: Diagnostic.Severity,
        rationale: String,
        flagged: [String],
        accepted: [String],
        references: [String] = [],
        kinds: Set<ConfigurationKind> = [.application],
        checkTogether: @escaping @Sendable ([LintContext], inout [RuleReporter]) -> Void
    ) {
        self.init(
            id,
            name,
            summary,
            severity,
            rationale,
            flagged,
            accepted,
            references,
            kinds,
            false,
            false,
            true,
            false,
            .together(checkTogether)
        )
    }

    private init(
        _ id: String,
        _ name: String,
        _ summary: String,
        _ severity: Diagnostic.Severity,
        _ rationale: String,
        _ flagged: [String],
        _ accepted: [String],
        _ references: [String],
        _ kinds: Set<ConfigurationKind>,
        _ needsFiles: Bool,
        _ needsLinks: Bool,
        _ needsWholeFile: Bool,
        _ judgesYAML: Bool,
        _ check: Check
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.severity = severity
        self.rationale = rationale
        self.flagged = flagged
        self.accepted = accepted
        self.references = references
        self.kinds = kinds
        self.needsFiles = needsFiles
        self.needsLinks = needsLinks
        self.needsWholeFile = needsWholeFile
        self.judgesYAML = judgesYAML
        self.check = check
    }
}
