public import GIRPKI

/// A configuration as it may be given away: the options that are known, with the values that are no secret.
///
/// Nothing is copied of what is not understood: no comments, no values of unknown keys, nothing of a source that is not
/// YAML. So a password at a wrong place stays at home too.
public struct RedactedConfiguration: Sendable {
    /// One line an option: `path: value  # line`.
    public let text: String
    /// The secrets as they are written, so that other texts can be searched for them.
    public let secrets: [Secret]
    /// Whether there is a secret in the source, as far as names and values tell.
    public let hasSecrets: Bool

    /// Reads a source.
    public init(of source: SourceText) {
        let context = LintContext(source, .standard)
        guard context.stream.failure == nil else {
            text = "# not valid YAML: nothing of it is shown\n"
            (secrets, hasSecrets) = ([], true)
            return
        }
        var lines: [(line: Int, text: String)] = []
        var secrets: [Secret] = []
        for setting in context.settings where !setting.isSection {
            let written =
                setting.value.isSequence
                ? setting.value.items.compactMap(\.scalarText) : [setting.value.scalarText ?? ""]
            let isHidden =
                setting.option?.isSecret ?? true || setting.value.alias != nil
                || written.contains { SecretFinder.looksSecret($0) }
            if isHidden { secrets += written.filter { !$0.isEmpty }.map { Secret($0) } }
            let value = isHidden && !setting.isNull ? Secret.mask : written.joined(separator: ", ")
            let line = setting.key.span.start.line
            lines.append((line, "\(setting.path): \(DisplayText.safe(value))  # line \(line)"))
        }
        for key in context.unknownKeys {
            secrets += Self.scalars(below: key.value)
            let line = key.key.span.start.line
            lines.append((line, "# line \(line): a key that is not known below '\(key.sectionPath)'"))
        }
        self.secrets = secrets
        hasSecrets = context.stream.trees.contains { !SecretFinder($0, .standard).spans.isEmpty }
        text = lines.sorted { $0.line < $1.line }.map { $0.text + "\n" }.joined()
    }

    private static func scalars(below node: YAMLNode) -> [Secret] {
        guard node.alias == nil else { return [] }
        switch node.content {
        case .scalar(let scalar): return scalar.text.isEmpty ? [] : [Secret(scalar.text)]
        case .sequence(let items): return items.flatMap(scalars)
        case .mapping(let pairs): return pairs.flatMap { scalars(below: $0.value) }
        }
    }
}
