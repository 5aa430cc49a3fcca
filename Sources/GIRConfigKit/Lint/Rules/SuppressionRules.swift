/// Rules about comments that suppress findings: GIR018 and GIR019.
enum SuppressionRules {
    static let rules = [unused, malformed]

    static let unused = Rule(
        id: "GIR018",
        name: "unused-suppression",
        summary: "A `girctl:ignore` comment suppresses nothing.",
        severity: .warning,
        rationale: """
            What it was written for is mended, or stands on another line. Left there, it would hide the next fault of \
            its kind. A comment behind a value is about its line, one on a line of its own about the next line.
            """,
        flagged: ["jetty:\n  port: 8090 ⟦# girctl:ignore GIR203 -- behind a proxy⟧\n"],
        accepted: [
            "jetty:\n  prot: 8090 # girctl:ignore GIR001 -- for the old version\n",
            "# girctl:ignore unknown-key -- read by our own plug-in\nrecorder: 1\n",
        ],
        // What is unused is known when all rules have reported: Suppressions reports it.
        check: { _, _ in }
    )

    static let malformed = Rule(
        id: "GIR019",
        name: "malformed-suppression",
        summary: "A `girctl:ignore` comment does not name a rule.",
        severity: .warning,
        rationale: """
            It suppresses nothing. Write the ids or names of rules behind it, and the reason behind two hyphens: \
            `# girctl:ignore GIR101 -- a test system`.
            """,
        flagged: [
            "jetty:\n  port: 8090 ⟦# girctl:ignore⟧\n",
            "⟦# girctl:ignore GIR999 -- no such rule⟧\njetty:\n  port: 8090\n",
        ],
        accepted: ["jetty:\n  port: 8090 # girctl:ignored\n"],
        check: { context, report in
            for comment in SuppressionComment.all(in: context.stream) {
                let place = RuleReporter.Place(span: comment.span)
                let unknown = comment.words.filter { $0.rule == nil }
                let help = ["write the id of a rule, as in '# girctl:ignore GIR101 -- reason'"]
                if comment.words.isEmpty { report(place, "the comment names no rule", help: help) }
                // The word itself is not repeated: behind a password it may be the rest of it.
                if !unknown.isEmpty { report(place, "the comment names a rule that does not exist", help: help) }
            }
        }
    )

    static func report(unused rule: Rule, in comment: SuppressionComment, _ report: inout RuleReporter) {
        let stale = "no finding of \(rule.id) is in line \(comment.line)"
        report(RuleReporter.Place(span: comment.span), stale, help: ["remove '\(rule.id)' from the comment"])
    }
}
