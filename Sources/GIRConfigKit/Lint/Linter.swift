/// Checks configurations with the rules.
public struct Linter: Sendable {
    private let rules: [Rule]
    private let files: LintFiles?
    private let keyFile: String?

    /// Makes a linter.
    ///
    /// - Parameters:
    ///   - files: how the files that a configuration names are looked into; without it none is.
    ///   - keyFile: the key file that was named, so that the commands of remedies name it too.
    public init(rules: [Rule] = RuleRegistry.all, files: LintFiles? = nil, keyFile: String? = nil) {
        self.rules = rules.filter { files != nil || !$0.needsFiles }
        self.files = files
        self.keyFile = keyFile
    }

    /// Checks each source, and says what was found in all of them; the sources may be anything at all.
    ///
    /// - Parameter links: what was found at the links of each source; without it the rules about peers are not asked.
    public func lint(_ sources: [SourceText], links: [[LinkInspection]]? = nil) -> LintReport {
        let contexts = Concurrent.map(sources.count) { index in
            let found = links.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            return LintContext(sources[index], files, links: found ?? [], keyFile: keyFile)
        }
        return report(contexts, asksLinks: links != nil)
    }

    /// Checks what was read before.
    func report(_ contexts: [LintContext], asksLinks: Bool = false) -> LintReport {
        let rules = asksLinks ? rules : rules.filter { !$0.needsLinks }
        let compared = comparisons(of: contexts, by: rules)
        let results = Concurrent.map(contexts.count) { index in
            let context = contexts[index]
            let (here, omitted) = findings(in: context, by: rules, with: compared[index, default: []])
            // Only what is reported is shown, so that a clean source needs no mask.
            let mask = here.isEmpty ? SecretMask.nothing : SecretMask(context.stream, context.catalogue)
            return (found: here, omitted: omitted, source: LintedSource(text: context.source, secrets: mask))
        }
        return LintReport(
            diagnostics: results.flatMap(\.found),
            omitted: results.flatMap(\.omitted),
            sources: results.map(\.source)
        )
    }

    /// A source with the places of its secrets, to be shown without them.
    func masked(_ source: SourceText) -> LintedSource {
        let context = LintContext(source, files)
        return LintedSource(text: source, secrets: SecretMask(context.stream, context.catalogue))
    }

    /// What the rules that compare sources found, by the index of the source.
    private func comparisons(of contexts: [LintContext], by rules: [Rule]) -> [Int: [Diagnostic]] {
        guard contexts.count > 1 else { return [:] }
        let whole = contexts.indices.filter { contexts[$0].stream.failure == nil }
        let comparing = rules.filter(\.comparesSources)
        let results = Concurrent.map(comparing.count) { index -> [(member: Int, told: [Diagnostic])] in
            let rule = comparing[index]
            let members = whole.filter { rule.kinds.contains(contexts[$0].kind) }
            guard members.count > 1, case .together(let check) = rule.check else { return [] }
            var reporters = members.map { RuleReporter(rule, contexts[$0]) }
            check(members.map { contexts[$0] }, &reporters)
            return zip(members, reporters).filter { !$1.diagnostics.isEmpty }.map { ($0, $1.diagnostics) }
        }
        return results.joined().reduce(into: [:]) { $0[$1.member, default: []] += $1.told }
    }

    private func findings(
        in context: LintContext,
        by rules: [Rule],
        with compared: [Diagnostic]
    ) -> (told: [Diagnostic], omitted: [LintReport.Omission]) {
        let isWhole = context.stream.failure == nil
        let asked = rules.filter { $0.kinds.contains(context.kind) && (isWhole || !$0.needsWholeFile) }
        // With few settings the rules are done before another thread has begun.
        let results =
            context.isLarge
            ? Concurrent.map(asked.count) { Self.findings(of: asked[$0], in: context) }
            : asked.map { Self.findings(of: $0, in: context) }
        var found = compared + results.flatMap(\.told)
        if context.stream.trees.contains(where: \.hasAliases) {
            // A value behind several aliases is reported once.
            var seen: Set<Diagnostic> = []
            found = found.filter { seen.insert($0).inserted }
        }
        let omitted = results.flatMap(\.omitted)
        // Of a rule with more findings than are told nobody knows which comment is in vain.
        let told = omitted.isEmpty ? rules : rules.filter { rule in !omitted.contains { $0.rule == rule.id } }
        return (Suppressions(context).applied(to: found, of: told).sorted(by: Self.isBefore), omitted)
    }

    private static func findings(
        of rule: Rule,
        in context: LintContext
    ) -> (told: [Diagnostic], omitted: [LintReport.Omission]) {
        guard case .each(let check) = rule.check else { return ([], []) }
        var reporter = RuleReporter(rule, context)
        check(context, &reporter)
        return (
            reporter.diagnostics, reporter.omitted.map { .init(rule: rule.id, severity: $0.key, count: $0.value) }
        )
    }

    private static func isBefore(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        let (start, other) = (left.primary.span.start, right.primary.span.start)
        if start != other { return start < other }
        return left.severity == right.severity ? left.id < right.id : left.severity > right.severity
    }
}
