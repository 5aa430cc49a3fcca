import FoundationEssentials
import GRDB

/// How values that SQLite has no type for are in columns: JSON text, and moments as milliseconds since 1970.
enum ColumnText {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String, of column: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw StoreError(.data, "column '\(column)' holds what this version does not understand")
        }
    }

    /// A set in the order of its members, so that equal sets are equal texts.
    static func json<Member: RawRepresentable<String>>(_ set: Set<Member>) throws -> String {
        try json(set.map(\.rawValue).sorted())
    }

    /// A set of words; those of a later version are left out: what is not known is not allowed.
    static func set<Member: RawRepresentable<String>>(_ text: String, of column: String) throws -> Set<Member> {
        let words: [String] = try value(text, of: column)
        return Set(words.compactMap { Member(rawValue: $0) })
    }
}
