/// A report as its JSON contract has it: every field is always there, `null` where it has no value.
struct JSONLintReport: Encodable {
    static let schemaName = "girctl.config-lint/1"

    let schema = schemaName
    let diagnostics: [Finding]
    let summary: Summary

    init(_ report: LintReport) {
        diagnostics = report.diagnostics.map(Finding.init)
        summary = Summary(
            errors: report.count(of: .error),
            warnings: report.count(of: .warning),
            notes: report.count(of: .note)
        )
    }

    struct Summary: Encodable {
        let errors: Int
        let warnings: Int
        let notes: Int
    }

    struct Finding: Encodable {
        let rule: String
        let name: String
        let severity: String
        let message: String
        let file: String
        let path: String
        let range: Range
        let notes: [String]
        let help: [String]
        @Nullable var fix: Change?
        @Nullable var suppressed: Dismissal?

        init(_ diagnostic: Diagnostic) {
            rule = diagnostic.id
            name = diagnostic.name
            severity = diagnostic.severity.rawValue
            message = diagnostic.message
            file = diagnostic.file
            path = diagnostic.path
            range = Range(diagnostic.primary.span)
            notes = diagnostic.notes
            help = diagnostic.help
            fix = diagnostic.fix.map(Change.init)
            suppressed = diagnostic.suppression.map { Dismissal(reason: $0.reason) }
        }
    }

    struct Change: Encodable {
        let description: String
        let applicability: String
        let edits: [Edit]

        init(_ fix: Fix) {
            description = fix.description
            applicability = fix.applicability.rawValue
            edits = fix.edits.map { Edit(range: Range($0.span), replacement: $0.replacement) }
        }
    }

    struct Edit: Encodable {
        let range: Range
        let replacement: String
    }

    struct Dismissal: Encodable {
        let reason: String
    }

    struct Range: Encodable {
        let start: Place
        let end: Place

        init(_ span: SourceSpan) {
            start = Place(line: span.start.line, column: span.start.column)
            end = Place(line: span.end.line, column: span.end.column)
        }
    }

    struct Place: Encodable {
        let line: Int
        let column: Int
    }
}
