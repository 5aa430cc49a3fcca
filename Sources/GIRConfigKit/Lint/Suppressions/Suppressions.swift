/// Marks the findings that a source itself asks not to count, and reports the comments that ask in vain.
struct Suppressions {
    private let comments: [SuppressionComment]
    private let context: LintContext

    init(_ context: LintContext) {
        self.context = context
        comments = SuppressionComment.all(in: context.stream)
    }

    /// The findings, suppressed where a comment says so, and those about the comments themselves.
    ///
    /// - Parameter rules: The rules that were asked. Of the others nobody knows whether they would find something.
    func applied(to findings: [Diagnostic], of rules: [Rule]) -> [Diagnostic] {
        guard !comments.isEmpty else { return findings }
        let byLine = Dictionary(grouping: comments.indices) { comments[$0].line }
        var used: Set<Use> = []
        var result = findings.map { finding in
            guard finding.id != StructureRules.syntaxError.id else { return finding }
            var finding = finding
            // The end too: behind a value of several lines there is no other place for a comment.
            for line in Set([finding.primary.span.start.line, finding.primary.span.end.line]) {
                for number in byLine[line, default: []] {
                    guard comments[number].words.contains(where: { $0.rule?.id == finding.id }) else { continue }
                    used.insert(Use(comment: number, rule: finding.id))
                    finding.suppression = Suppression(.inline, reason: comments[number].reason)
                }
            }
            return finding
        }
        // A source that could not be read to its end proves nothing.
        guard context.stream.failure == nil, let rule = rules.first(where: { $0.id == SuppressionRules.unused.id })
        else {
            return result
        }
        var report = RuleReporter(rule, context)
        let asked = Set(rules.filter(\.looksAtEach).map(\.id))
        for (number, comment) in comments.enumerated() {
            for word in comment.words {
                guard let named = word.rule, asked.contains(named.id) else { continue }
                guard !used.contains(Use(comment: number, rule: named.id)) else { continue }
                SuppressionRules.report(unused: named, in: comment, &report)
            }
        }
        result += report.diagnostics
        return result
    }

    private struct Use: Hashable {
        let comment: Int
        let rule: String
    }
}

extension Rule {
    /// Whether the rule looks at each file by itself; what compares files has nothing to say about one alone.
    fileprivate var looksAtEach: Bool {
        if case .each = check { true } else { false }
    }
}
