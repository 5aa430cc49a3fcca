/// A key of a source that the catalogue does not know at its place.
struct UnknownKey: Sendable {
    private let table: SettingTable
    private let row: SettingTable.UnknownRow

    init(_ table: SettingTable, _ index: Int) {
        self.table = table
        row = table.unknown[index]
    }

    /// The key; a collection or nothing where someone forgot what a key is.
    var key: YAMLNode { YAMLNode(table.trees[Int(row.tree)], Int(row.key)) }
    /// The value.
    var value: YAMLNode { YAMLNode(key.tree, Int(key.tree.entries[key.entry].next)) }
    /// The path of the section that it is in; empty at the top.
    var sectionPath: String { table.sectionPath(row.parent, row.item) }
    /// The catalogue's node of the section.
    var sectionNode: Int { Int(row.place) }
    /// The key of the section; nil at the top.
    var section: SourceSpan? { row.parent < 0 ? nil : table.key(Int(row.parent)).span }
    /// The tree, and the entry of the mapping there that the key is in.
    var tree: Int16 { row.tree }
    var mapping: Int32 { row.mapping }
    /// The text of the key.
    var name: String { key.scalarText ?? "" }
    /// The path that the key has where it stands.
    var path: String { OptionPath.appending(name, to: sectionPath) }
}
