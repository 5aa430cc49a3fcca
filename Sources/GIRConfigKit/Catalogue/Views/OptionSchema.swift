import FoundationEssentials

/// Writes the catalogue as a JSON Schema (draft-07), by which editors complete and check application.yaml.
///
/// What is clean for `config lint` is valid for the schema. A placeholder such as `${PORT}` may stand for every value,
/// and nothing behind a key is valid, as it is for Spring. An option that is only remembered has a description and no
/// constraint.
public enum OptionSchema {
    /// The schema, keys in alphabetical order, with a line break at its end.
    public static func json(_ catalogue: OptionCatalogue = .standard) -> String {
        var root = object(catalogue.nodes[0], in: catalogue)
        root["$schema"] = .text("http://json-schema.org/draft-07/schema#")
        root["title"] = .text("application.yaml of Interaction Recording Web Services")
        root["description"] = .text("Written by 'girctl config schema'.")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts and whole numbers always encode.
        guard let data = try? encoder.encode(JSONValue.object(root)) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static let placeholder = #"\$\{.+\}"#

    private static func schema(of node: OptionCatalogue.Node, in catalogue: OptionCatalogue) -> JSONValue {
        let option = node.option.map { catalogue.options[$0] }
        var schema = constraint(of: node, option, in: catalogue)
        if let option {
            schema["description"] = .text(description(of: option))
            if let value = option.defaultValue, value.origin == .documented || value.origin == .sample {
                schema["default"] = json(value.text, as: option.type)
            }
        }
        return .object(schema)
    }

    private static func constraint(
        of node: OptionCatalogue.Node,
        _ option: ConfigurationOption?,
        in catalogue: OptionCatalogue
    ) -> [String: JSONValue] {
        if let items = node.items {
            return [
                "type": types("array", "string", "null"),
                "items": .object(object(catalogue.nodes[items], in: catalogue)),
            ]
        }
        if !node.children.isEmpty { return object(node, in: catalogue) }
        guard let option, option.confidence != .recollection else { return [:] }
        return constraint(of: option.type)
    }

    /// A section: its keys, and no others where the catalogue knows some.
    private static func object(_ node: OptionCatalogue.Node, in catalogue: OptionCatalogue) -> [String: JSONValue] {
        let properties = Dictionary(
            uniqueKeysWithValues: node.children.entries.map { entry in
                (entry.key, schema(of: catalogue.nodes[entry.place], in: catalogue))
            }
        )
        return [
            "type": types("object", "null"),
            "properties": .object(properties),
            "additionalProperties": .bool(false),
        ]
    }

    private static func constraint(of type: OptionType) -> [String: JSONValue] {
        switch type {
        case .boolean:
            ["type": types("boolean", "string", "null"), "pattern": .text("^(yes|no|on|off)$|\(placeholder)")]
        case .booleanOrPath: ["type": types("boolean", "string", "null")]
        case .enumeration(let words):
            [
                "anyOf": .list([
                    .object(["enum": .list(words.map { .text($0) })]), .object(["type": .text("null")]),
                    .object(["type": .text("string"), "pattern": .text(placeholder)]),
                ])
            ]
        case .integer(let range, _): integer(range)
        case .list: ["type": types("array", "string", "number", "boolean", "null")]
        case .section: ["type": types("object", "array", "null")]
        case .uri: ["type": types("string", "null"), "pattern": .text(":|\(placeholder)")]
        case .url: ["type": types("string", "null"), "pattern": .text("^https?://|\(placeholder)")]
        case .commaList, .cron, .integerOrText, .path, .text: ["type": types("string", "number", "boolean", "null")]
        }
    }

    private static func integer(_ range: ClosedRange<Int>) -> [String: JSONValue] {
        var schema: [String: JSONValue] = [
            "type": types("integer", "string", "null"), "pattern": .text("^[-+]?[0-9]+$|\(placeholder)"),
        ]
        if range.lowerBound > .min { schema["minimum"] = .number(range.lowerBound) }
        if range.upperBound < .max { schema["maximum"] = .number(range.upperBound) }
        return schema
    }

    private static func types(_ names: String...) -> JSONValue { .list(names.map { .text($0) }) }

    private static func json(_ text: String, as type: OptionType) -> JSONValue {
        switch (type, YAMLScalarValue(plain: text)) {
        case (.boolean, .bool(let flag)), (.booleanOrPath, .bool(let flag)): .bool(flag)
        case (.integer, .int(let number)): .number(number)
        default: .text(text)
        }
    }

    private static func description(of option: ConfigurationOption) -> String {
        var words = [option.summary]
        if option.isMandatory { words.append("Must be set.") }
        if option.isDeprecated { words.append("From an older version.") }
        if option.isSecret { words.append("A secret: girctl encrypt --in-place application.yaml \(option.path)") }
        switch option.confidence {
        case .documented: break
        case .field: words.append("Seen in an installation.")
        case .own: words.append("An option of girctl serve; RWS passes over it.")
        case .recollection: words.append("Known from memory only.")
        }
        return words.joined(separator: " ")
    }
}
