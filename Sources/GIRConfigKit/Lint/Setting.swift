/// A key of a source that the catalogue knows, with its value.
struct Setting: Sendable {
    private let table: SettingTable
    private let row: Int

    init(_ table: SettingTable, _ row: Int) {
        self.table = table
        self.row = row
    }

    /// The keys from the top of the file, list items by index: `serverSettings.elasticSearchSettings.….nodes[0].host`.
    var path: String { table.path(of: row) }

    /// The option; nil for a section that has no entry of its own.
    var option: ConfigurationOption? {
        table.catalogue.nodes[Int(table.rows[row].place)].option.map { table.catalogue.options[$0] }
    }

    /// The key.
    var key: YAMLNode { table.key(row) }

    /// The value; an empty scalar where none is written.
    var value: YAMLNode {
        let tree = table.trees[Int(table.rows[row].tree)]
        return YAMLNode(tree, Int(tree.entries[Int(table.rows[row].key)].next))
    }

    /// The key of the section that it is in; nil at the top.
    var section: SourceSpan? {
        let parent = Int(table.rows[row].parent)
        return parent < 0 ? nil : table.key(parent).span
    }

    /// What can be told of it without a look at its text.
    var traits: SettingTraits { table.rows[row].traits }

    /// Whether the catalogue has options below it.
    var isSection: Bool { traits.contains(.section) }

    /// Whether Spring takes the value, or a part of it, from the environment: `${NAME}`.
    var isPlaceholder: Bool { traits.contains(.placeholder) }

    /// Whether nothing is written, or `null`.
    var isNull: Bool { traits.contains(.null) }

    /// What the value means; nil when it is no scalar, or when only the program's environment tells.
    var scalar: YAMLScalarValue? { isPlaceholder ? nil : value.value }

    /// The text of the value, when it is a scalar with one and no placeholder for it.
    var text: String? { isPlaceholder || isNull ? nil : value.scalarText }

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
        // By bytes: to find the characters of a text takes many times as long.
        let parts = text?.utf8.split(separator: UInt8(ascii: ",")).map { Substring($0).trimmingBlanks() }
        return parts?.filter { !$0.isEmpty }
    }

    private static let words = [
        "true": true, "on": true, "yes": true, "1": true, "false": false, "off": false, "no": false, "0": false,
    ]
}

extension Setting: Equatable {
    static func == (left: Setting, right: Setting) -> Bool { left.table === right.table && left.row == right.row }
}

extension StringProtocol where UTF8View: BidirectionalCollection {
    /// The text without blanks, tabs and line breaks at its ends.
    func trimmingBlanks() -> String {
        // Nearly always the bytes at the ends tell that there is nothing to take away.
        let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x80 }
        if utf8.first.map(isPlain) ?? true, utf8.last.map(isPlain) ?? true { return String(self) }
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        let start = drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }
}
