/// A key of a source that the catalogue knows, with its value.
///
/// A class, because every rule walks over all of them: a reference is one word to copy.
final class Setting: Sendable {
    /// The keys from the top of the file, list items by index: `serverSettings.elasticSearchSettings.….nodes[0].host`.
    let path: String
    /// The option; nil for a section that has no entry of its own.
    let option: ConfigurationOption?
    /// The key.
    let key: YAMLNode
    /// The value; an empty scalar where none is written.
    let value: YAMLNode
    /// The key of the section that it is in; nil at the top.
    let section: SourceSpan?
    /// Whether the catalogue has options below it.
    let isSection: Bool
    /// What the value means; nil when it is no scalar, or when only the program's environment tells.
    let scalar: YAMLScalarValue?
    /// Whether Spring takes the value, or a part of it, from the environment: `${NAME}`.
    let isPlaceholder: Bool
    /// The characters that the value has, when it is a scalar.
    let traits: TextTraits

    init(
        path: String,
        option: ConfigurationOption?,
        key: YAMLNode,
        value: YAMLNode,
        section: SourceSpan?,
        isSection: Bool
    ) {
        self.path = path
        self.option = option
        self.key = key
        self.value = value
        self.section = section
        self.isSection = isSection
        traits = value.scalarText.map(TextTraits.init) ?? []
        isPlaceholder = traits.mayHavePlaceholder && value.scalarText.map(Self.hasPlaceholder) ?? false
        scalar = isPlaceholder ? nil : value.value
    }

    /// The text of the value, when it is a scalar with one and no placeholder for it.
    var text: String? {
        switch scalar {
        case nil, .null: nil
        default: value.scalarText
        }
    }

    /// Whether nothing is written, or `null`.
    var isNull: Bool { scalar == .null }

    /// The value as a flag, words in quotes included, as Spring converts them.
    var flag: Bool? {
        switch scalar {
        case .bool(let flag): flag
        case .string(let text): text.utf8.count <= 5 ? Self.words[text.lowercased()] : nil
        default: nil
        }
    }

    /// The value as a whole number, digits in quotes included.
    var number: Int? {
        switch scalar {
        case .int(let number): number
        case .string(let text): Int(text)
        default: nil
        }
    }

    /// The values of a list, or of a text with commas, without the white space around them.
    var list: [String]? {
        if value.isSequence { return value.items.compactMap(\.scalarText) }
        return text?.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
    }

    private static func hasPlaceholder(_ text: String) -> Bool {
        var text = text
        // The bytes where they are: every value of a file is read here.
        return text.withUTF8 { bytes in
            var last: UInt8 = 0
            var isOpen = false
            for byte in bytes {
                if byte == UInt8(ascii: "{"), last == UInt8(ascii: "$") { isOpen = true }
                if byte == UInt8(ascii: "}"), isOpen { return true }
                last = byte
            }
            return false
        }
    }

    private static let words = [
        "true": true, "on": true, "yes": true, "1": true, "false": false, "off": false, "no": false, "0": false,
    ]
}

extension StringProtocol {
    /// The text without blanks, tabs and line breaks at its ends.
    func trimmingBlanks() -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let start = drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }
}
