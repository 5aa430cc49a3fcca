/// Checks configurations with the rules.
public struct Linter: Sendable {
    private let catalogue: OptionCatalogue
    private let rules: [Rule]

    /// Makes a linter.
    public init(catalogue: OptionCatalogue = .standard, rules: [Rule] = RuleRegistry.all) {
        self.catalogue = catalogue
        self.rules = rules
    }

    /// Checks each source, and says what was found in all of them; the sources may be anything at all.
    public func lint(_ sources: [SourceText]) -> LintReport {
        report(sources.map { LintContext($0, catalogue) })
    }

    /// Checks what was read before.
    func report(_ contexts: [LintContext]) -> LintReport {
        var found: [Diagnostic] = []
        var sources: [LintedSource] = []
        for context in contexts {
            let here = diagnostics(of: context)
            // Only what is reported is shown, so that a clean source needs no mask.
            let mask = here.isEmpty ? SecretMask.nothing : SecretMask(context.stream, catalogue)
            sources.append(LintedSource(text: context.source, secrets: mask))
            found += here
        }
        return LintReport(diagnostics: found, sources: sources)
    }

    private func diagnostics(of context: LintContext) -> [Diagnostic] {
        let isWhole = context.stream.failure == nil
        var found: [Diagnostic] = []
        for rule in rules where isWhole || !rule.needsWholeFile {
            var reporter = RuleReporter(rule, file: context.source.path)
            rule.check(context, &reporter)
            found += reporter.diagnostics
        }
        if let failure = context.stream.failure {
            // What begins there is not read to its end.
            let last = min(failure.position.start.line, failure.context?.span.start.line ?? .max)
            found.removeAll { $0.id != StructureRules.syntaxError.id && $0.primary.span.start.line >= last }
        }
        // A value behind several aliases is reported once.
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }.sorted(by: Self.isBefore)
    }

    private static func isBefore(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        let (start, other) = (left.primary.span.start, right.primary.span.start)
        if start != other { return start < other }
        return left.severity == right.severity ? left.id < right.id : left.severity > right.severity
    }
}
