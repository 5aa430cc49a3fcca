import FoundationEssentials
import GIRPKI

/// What a source of application.yaml amounts to: each option with its value and where that comes from.
///
/// No secret is in it: their values are masked.
public struct EffectiveConfiguration: Sendable {
    /// An option with the value that counts.
    public struct Value: Sendable {
        /// The path of the option.
        public let path: String
        /// The value as it would be written; the mask where it is a secret.
        public let text: String
        /// Whether the value is masked.
        public let isMasked: Bool
        /// The place in the source; nil for a default.
        public let position: SourcePosition?
        /// Where the default was found; nil where the source has a value.
        public let origin: OptionDefault.Origin?
    }

    /// The path of the source.
    public let file: String
    /// The values in the order of the catalogue; the items of a list follow each other.
    public let values: [Value]
    /// The keys of the source that are not known, and so have no effect.
    public let unknown: [String]

    /// Reads a source.
    ///
    /// - Throws: ``ConfigError/Code/syntax`` where it is not YAML.
    public init(of source: SourceText, _ catalogue: OptionCatalogue = .standard) throws(ConfigError) {
        let context = LintContext(source, catalogue)
        if let failure = context.stream.failure { throw ConfigError(failure) }
        // Of several documents, and of duplicates, the last counts.
        var written: [String: [Setting]] = [:]
        var last: [String: Setting] = [:]
        for setting in context.settings where !setting.isSection && !setting.isNull { last[setting.path] = setting }
        for setting in context.settings where last[setting.path] == setting {
            written[Self.general(setting.path), default: []].append(setting)
        }
        // A user name that is the password as well would tell it.
        let secrets = Set(last.values.filter { $0.option?.isSecret == true }.compactMap(\.value.scalarText))
        file = source.path
        values = catalogue.options.flatMap { option -> [Value] in
            if let settings = written[option.path] { return settings.map { Value($0, secrets) } }
            guard let value = option.defaultValue, option.type != .section else { return [] }
            return [Value(option, value)]
        }
        unknown = context.unknownKeys.map(\.path)
    }

    /// The path of the option of a list's items: `nodes[3].host` becomes `nodes[].host`.
    private static func general(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "[")) else { return path }
        var result = ""
        var isIndex = false
        for character in path {
            if character == "]" { isIndex = false }
            if !isIndex { result.append(character) }
            if character == "[" { isIndex = true }
        }
        return result
    }

    /// The values for people: a line each, the origin behind it.
    public var text: String {
        let lines = values.map { "\($0.path): \(DisplayText.safe($0.text))" }
        let width = min(60, lines.map(\.count).max() ?? 0)
        let rows = zip(lines, values).map { line, value in
            "\(line)\(String(repeating: " ", count: max(0, width - line.count)))  # \(value.source)"
        }
        let ignored = unknown.map { "# unknown, without effect: \(DisplayText.safe($0))" }
        return (rows + ignored).joined(separator: "\n")
    }

    /// The values for programs: an object of the schema `girctl.config-show/1`.
    public var json: String {
        let options = values.map { value -> JSONValue in
            var origin: [String: JSONValue] = ["kind": .text(value.origin == nil ? "file" : "default")]
            if let position = value.position {
                origin["line"] = .number(position.line)
                origin["column"] = .number(position.column)
            }
            if let found = value.origin { origin["knowledge"] = .text(found.rawValue) }
            return .object([
                "path": .text(value.path), "value": .text(value.text), "masked": .bool(value.isMasked),
                "origin": .object(origin),
            ])
        }
        let report: [String: JSONValue] = [
            "schema": .text("girctl.config-show/1"), "file": .text(file), "options": .list(options),
            "unknown": .list(unknown.map { .text($0) }),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers always encode.
        guard let data = try? encoder.encode(JSONValue.object(report)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension EffectiveConfiguration.Value {
    fileprivate init(_ setting: Setting, _ secrets: Set<String>) {
        let items = setting.value.isSequence ? setting.value.items : [setting.value]
        let texts = items.map { $0.scalarText ?? "{…}" }
        path = setting.path
        isMasked =
            setting.option?.isSecret == true
            || texts.contains {
                secrets.contains($0) || SecretFinder.looksSecret($0) || SecretName.valueRange(in: $0) != nil
            }
        text = isMasked ? Secret.mask : setting.value.isSequence ? "[\(texts.joined(separator: ", "))]" : texts.joined()
        position = setting.atValue.span.start
        origin = nil
    }

    fileprivate init(_ option: ConfigurationOption, _ value: OptionDefault) {
        path = option.path
        // A default that everybody knows is still nobody's to see in a report about an installation.
        isMasked = option.isSecret
        text = isMasked ? Secret.mask : value.text
        position = nil
        origin = value.origin
    }

    fileprivate var source: String {
        if let position { return "line \(position.line)" }
        return origin?.words ?? ""
    }
}
