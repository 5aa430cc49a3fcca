/// The keys of a source, sorted into those that the catalogue knows and those that it does not.
///
/// They are numbers in two arrays: what a path, an option or a value is, is found when a rule asks for it.
final class SettingTable: Sendable {
    /// A key that is known.
    struct Row {
        let traits: SettingTraits
        /// The tree of the stream, and the entry of the key there; the value is behind it.
        let tree: Int32
        let key: Int32
        /// The node of the catalogue.
        let place: Int32
        /// The row of the section that it is in; -1 at the top.
        var parent: Int32
        /// The item of the list that its section is, from 0; -1 where it is no list.
        let item: Int32
    }

    /// A key that is not known.
    struct UnknownRow {
        // A source has few trees and the catalogue few nodes; a file may be nothing but keys that are not known.
        let tree: Int16
        /// The catalogue's node of the section.
        let place: Int16
        let key: Int32
        /// The entry of the mapping that the key is in.
        let mapping: Int32
        /// The row of the section that it is in; -1 at the top.
        var parent: Int32
        /// The item of the list that its section is, from 0; -1 where it is no list.
        let item: Int32
    }

    let catalogue: OptionCatalogue
    let trees: [YAMLTree]
    /// In source order; what `<<` brings in stands before its mapping's own.
    let rows: [Row]
    let unknown: [UnknownRow]
    /// The last row of each of the catalogue's nodes; -1 where there is none.
    private let lastRows: [Int32]

    /// Sorts the keys of all documents, of a large source in several shares at once.
    init(_ stream: YAMLStream, _ catalogue: OptionCatalogue) {
        self.catalogue = catalogue
        trees = stream.trees
        let trees = stream.trees
        let collectors = Concurrent.map(trees.count) { SettingCollector(trees[$0], Int32($0), catalogue) }
        var (rows, unknown) = (collectors.first?.rows ?? [], collectors.first?.unknown ?? [])
        rows.reserveCapacity(collectors.reduce(0) { $0 + $1.rows.count })
        for next in collectors.dropFirst() {
            let base = Int32(truncatingIfNeeded: rows.count)
            for var row in next.rows {
                if row.parent >= 0 { row.parent += base }
                rows.append(row)
            }
            for var row in next.unknown {
                if row.parent >= 0 { row.parent += base }
                unknown.append(row)
            }
        }
        var last = Array(repeating: Int32(-1), count: catalogue.nodes.count)
        for (index, row) in rows.enumerated() { last[Int(row.place)] = Int32(truncatingIfNeeded: index) }
        self.rows = rows
        self.unknown = unknown
        lastRows = last
    }

    /// The row that counts for an option: of several documents, and of duplicates, the last.
    func row(of path: String) -> Int? {
        guard let place = catalogue.place(of: path), lastRows[place] >= 0 else { return nil }
        if catalogue.nodes[place].path != nil { return Int(lastRows[place]) }
        // One of many items of a list.
        return rows.indices.last { rows[$0].place == place && self.path(of: $0) == path }
    }

    /// The keys from the top of the file to a row.
    func path(of row: Int) -> String {
        let place = Int(rows[row].place)
        if let path = catalogue.nodes[place].path { return path }
        return OptionPath.appending(catalogue.nodes[place].key, to: sectionPath(rows[row].parent, rows[row].item))
    }

    /// The path of the section of a row; empty at the top.
    func sectionPath(_ parent: Int32, _ item: Int32) -> String {
        guard parent >= 0 else { return "" }
        let path = path(of: Int(parent))
        return item < 0 ? path : "\(path)[\(item)]"
    }

    /// A row's key in its tree.
    func key(_ row: Int) -> YAMLNode { YAMLNode(trees[Int(rows[row].tree)], Int(rows[row].key)) }
}

/// The settings of a source that have some traits, in source order.
struct SettingList: Sequence, Sendable {
    private let table: SettingTable
    private let required: SettingTraits
    private let excluded: SettingTraits

    init(_ table: SettingTable, having required: SettingTraits = [], lacking excluded: SettingTraits = []) {
        self.table = table
        self.required = required
        self.excluded = excluded
    }

    /// Those of them that have some more traits, and none of some others.
    func having(_ more: SettingTraits, lacking less: SettingTraits = []) -> SettingList {
        SettingList(table, having: required.union(more), lacking: excluded.union(less))
    }

    /// The number of settings.
    var count: Int { reduce(0) { count, _ in count + 1 } }
    /// The first of them.
    var first: Setting? { first { _ in true } }
    /// Whether there is none.
    var isEmpty: Bool { first == nil }

    struct Iterator: IteratorProtocol {
        fileprivate let table: SettingTable
        fileprivate let rows: [SettingTable.Row]
        fileprivate let required: SettingTraits
        fileprivate let concerned: SettingTraits
        fileprivate var row = 0

        mutating func next() -> Setting? {
            while row < rows.count {
                row += 1
                if rows[row - 1].traits.intersection(concerned) == required { return Setting(table, row - 1) }
            }
            return nil
        }
    }

    func makeIterator() -> Iterator {
        Iterator(table: table, rows: table.rows, required: required, concerned: required.union(excluded))
    }
}
