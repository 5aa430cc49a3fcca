import FoundationEssentials

/// Findings that were there before: they are known, and only what is new counts.
///
/// A finding is known by its rule, the path of its option and its file, so that it stays known when its line moves. A
/// report in JSON can be read as a baseline too: it has the same three fields.
public struct Baseline: Sendable {
    private struct Entry: Codable, Hashable {
        let rule: String
        let path: String
        let file: String
    }

    private struct Document: Codable {
        let schema: String
        let diagnostics: [Entry]
    }

    private static let schema = "girctl.config-baseline/1"
    private let entries: [Entry]

    /// Takes the findings of a report that count.
    public init(of report: LintReport) {
        entries = report.active.filter(Self.canBeKnown).map {
            Entry(rule: $0.id, path: $0.path, file: FilePath.relative($0.file))
        }
    }

    /// Reads a baseline, or a report of the schema `girctl.config-lint/1`.
    ///
    /// - Throws: ``ConfigError/Code/baselineMalformed`` for anything else.
    public init(parsing bytes: [UInt8]) throws(ConfigError) {
        let known = [Self.schema, JSONLintReport.schemaName]
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            known.contains(document.schema)
        else {
            throw ConfigError(
                .baselineMalformed,
                "it is no baseline",
                hint: "make one: girctl config lint --write-baseline FILE application.yaml"
            )
        }
        entries = document.diagnostics
    }

    /// The number of findings in it.
    public var count: Int { entries.count }

    /// The file, keys in alphabetical order, with a line break at its end.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts always encode.
        guard let data = try? encoder.encode(Document(schema: Self.schema, diagnostics: entries)) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// The report with the known findings suppressed, and the number of known findings that are gone.
    public func applied(to report: LintReport, named name: String) -> (report: LintReport, gone: Int) {
        var left = Dictionary(grouping: entries) { Key(rule: $0.rule, path: $0.path) }.mapValues { $0.map(\.file) }
        var gone = entries.count
        let diagnostics = report.diagnostics.map { finding in
            let key = Key(rule: finding.id, path: finding.path)
            guard finding.suppression == nil, Self.canBeKnown(finding),
                let at = left[key]?.lastIndex(where: { Self.isSame($0, finding.file) })
            else { return finding }
            left[key]?.remove(at: at)
            gone -= 1
            var finding = finding
            finding.suppression = Suppression(.baseline, reason: "in the baseline '\(name)'")
            return finding
        }
        return (report.with(diagnostics), gone)
    }

    private struct Key: Hashable {
        let rule: String
        let path: String
    }

    /// A source that is not YAML is not checked: it must never pass as known.
    private static func canBeKnown(_ finding: Diagnostic) -> Bool { finding.id != StructureRules.syntaxError.id }

    /// Whether two paths are of one file, when one was written from another folder than the other.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (FilePath.relative(left), FilePath.relative(right))
        return left == right || left.hasSuffix("/" + right) || right.hasSuffix("/" + left)
    }
}
