/// Writes the reference of the rules.
public enum RuleDocumentation {
    /// The whole reference, `docs/rules.md`.
    public static func markdown(_ rules: [Rule] = RuleRegistry.all) -> String {
        let rows = rules.map {
            "| [\($0.id)](#\(anchor(of: $0))) | `\($0.name)` | \($0.severity.rawValue) | \($0.summary) |"
        }
        return """
            # Rules of `girctl config lint`

            <!-- Written by RuleDocumentation; RECORD_SNAPSHOTS=1 make test writes it anew. -->

            An *error* does not do what it says, and `girctl serve` refuses to start with one. A *warning* works and \
            should not stay. A *note* is worth knowing. The ids are permanent. `⟦` and `⟧` stand around each place that \
            a rule reports; they are no part of the file. A line `# file: …` begins a further file of the same example.

            Rules of GIR6xx are about cassandra.yaml, which is told by its name or its keys. Those from GIR801 on compare \
            the files that are given together. Those from GIR901 on look into keystores and certificates, with `--files`; \
            those from GIR951 on are about what the peers of the outbound links send, with `--connect`.

            The JSON form (`--format json`) is one object of the schema `girctl.config-lint/1`: `diagnostics`, a list \
            of `{rule, name, severity, message, file, path, range, notes, help, fix, suppressed}`, and `summary`, \
            `{errors, warnings, notes}`. Lines and columns start at 1, columns count Unicode scalars, and the end of a \
            range is the place behind its last character. `path` is empty where a finding is about no option. `fix` is \
            `null` or `{description, applicability: "safe"|"unsafe", edits: [{range, replacement}]}`.

            | id | name | severity | what is wrong |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))

            \(rules.map(markdown).joined(separator: "\n\n"))

            """
    }

    /// The chapter of one rule.
    public static func markdown(_ rule: Rule) -> String {
        let parts =
            [
                "## \(rule.id): \(rule.name)", "*\(rule.severity.rawValue)* · \(rule.summary)", rule.rationale,
                "Flagged:",
            ]
            + rule.flagged.map(block) + ["Accepted:"] + rule.accepted.filter { !$0.isEmpty }.map(block)
            + (rule.references.isEmpty ? [] : ["See " + rule.references.map(link).joined(separator: " · ")])
        return parts.joined(separator: "\n\n")
    }

    private static func anchor(of rule: Rule) -> String { "\(rule.id.lowercased())-\(rule.name)" }

    private static func block(_ example: String) -> String {
        let text = example.replacing("\t", with: "␉")
        return "```yaml\n\(text.hasSuffix("\n") ? text : text + "\n")```"
    }

    private static func link(_ reference: String) -> String {
        reference.contains("://") ? "<\(reference)>" : "[\(reference)](\(reference.replacing("docs/", with: "")))"
    }
}
