/// A report in the Static Analysis Results Interchange Format, version 2.1.0.
///
/// Suppressed findings are in it, with the reason; columns count Unicode scalars, as everywhere.
struct SARIFLog: Encodable {
    let schema = "https://json.schemastore.org/sarif-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version
        case runs
    }

    struct Run: Encodable {
        let tool: Tool
        let columnKind = "unicodeCodePoints"
        let artifacts: [Artifact]
        let results: [SARIFResult]
    }

    struct Tool: Encodable {
        let driver: Driver
    }

    struct Driver: Encodable {
        let name = "girctl"
        let version: String
        let rules: [Descriptor]
    }

    struct Descriptor: Encodable {
        let id: String
        let name: String
        let shortDescription: Message
        let help: Help
        let defaultConfiguration: Configuration

        init(_ rule: Rule) {
            id = rule.id
            // SARIF wants PascalCase here: GitHub shows it beside the id.
            name = rule.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            shortDescription = Message(text: rule.summary)
            // Not the rationale and the examples: who looks for a password in the file is not to find one of theirs.
            let links = rule.references.filter { $0.contains("://") }
            let text = "\(rule.summary)\nMore: girctl config explain \(rule.id)"
            help = Help(text: text, markdown: ([text] + links.map { "<\($0)>" }).joined(separator: "\n\n"))
            defaultConfiguration = Configuration(level: rule.severity.rawValue)
        }
    }

    struct Configuration: Encodable {
        let level: String
    }

    struct Help: Encodable {
        let text: String
        let markdown: String
    }

    struct Message: Encodable {
        let text: String
    }

    struct Artifact: Encodable {
        let location: ArtifactLocation
        let sourceLanguage = "yaml"
    }

    struct ArtifactLocation: Encodable {
        let uri: String

        init(_ path: String) { uri = FilePath.uri(path) }
    }

    init(_ report: LintReport, version: String) {
        let ids = Set(report.diagnostics.map(\.id))
        let rules = RuleRegistry.all.filter { ids.contains($0.id) }
        let indices = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var keys = FindingKeys()
        let results = report.diagnostics.map { finding in
            SARIFResult(finding, ruleIndex: indices[finding.id], fingerprint: keys.fingerprint(of: finding))
        }
        runs = [
            Run(
                tool: Tool(driver: Driver(version: version, rules: rules.map(Descriptor.init))),
                artifacts: report.sources.map { Artifact(location: ArtifactLocation($0.text.path)) },
                results: results
            )
        ]
    }
}
