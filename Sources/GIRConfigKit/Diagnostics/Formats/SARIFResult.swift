/// A finding in SARIF.
struct SARIFResult: Encodable {
    let ruleId: String
    let ruleIndex: Int?
    let level: String
    let message: SARIFLog.Message
    let locations: [Location]
    let relatedLocations: [Location]?
    let partialFingerprints: [String: String]
    let suppressions: [Dismissal]
    let fixes: [Change]?

    init(_ finding: Diagnostic, ruleIndex: Int?, fingerprint: String) {
        ruleId = finding.id
        self.ruleIndex = ruleIndex
        level = finding.severity.rawValue
        message = SARIFLog.Message(text: finding.wholeText)
        locations = [Location(finding.file, finding.primary, path: finding.path)]
        relatedLocations =
            finding.secondary.isEmpty ? nil : finding.secondary.map { Location(finding.file, $0, path: "") }
        partialFingerprints = ["girctlRuleAndPath/v1": fingerprint]
        suppressions = finding.suppression.map { [Dismissal($0)] } ?? []
        fixes = finding.fix.map { [Change($0, in: finding.file)] }
    }

    struct Location: Encodable {
        let physicalLocation: Place
        let logicalLocations: [Option]?
        let message: SARIFLog.Message?

        init(_ file: String, _ label: Label, path: String) {
            physicalLocation = Place(artifactLocation: SARIFLog.ArtifactLocation(file), region: Region(label.span))
            logicalLocations = path.isEmpty ? nil : [Option(fullyQualifiedName: path)]
            message = label.text.isEmpty ? nil : SARIFLog.Message(text: label.text)
        }
    }

    struct Option: Encodable {
        let fullyQualifiedName: String
        let kind = "member"
    }

    struct Place: Encodable {
        let artifactLocation: SARIFLog.ArtifactLocation
        let region: Region
    }

    struct Region: Encodable {
        let startLine: Int
        let startColumn: Int
        let endLine: Int
        let endColumn: Int

        init(_ span: SourceSpan) {
            (startLine, startColumn) = (span.start.line, span.start.column)
            (endLine, endColumn) = (span.end.line, span.end.column)
        }
    }

    struct Dismissal: Encodable {
        let kind: String
        let status = "accepted"
        let justification: String?

        init(_ suppression: Suppression) {
            kind = suppression.kind == .inline ? "inSource" : "external"
            justification = suppression.reason.isEmpty ? nil : suppression.reason
        }
    }

    struct Change: Encodable {
        let description: SARIFLog.Message
        let artifactChanges: [ArtifactChange]

        init(_ fix: Fix, in file: String) {
            description = SARIFLog.Message(text: fix.description)
            let replacements = fix.edits.map {
                Replacement(deletedRegion: Region($0.span), insertedContent: SARIFLog.Message(text: $0.replacement))
            }
            artifactChanges = [
                ArtifactChange(artifactLocation: SARIFLog.ArtifactLocation(file), replacements: replacements)
            ]
        }
    }

    struct ArtifactChange: Encodable {
        let artifactLocation: SARIFLog.ArtifactLocation
        let replacements: [Replacement]
    }

    struct Replacement: Encodable {
        let deletedRegion: Region
        let insertedContent: SARIFLog.Message
    }
}
