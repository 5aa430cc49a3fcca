/// Sorts the keys of a tree into those that the catalogue knows and those that it does not.
///
/// Below an unknown key nothing is looked at: one finding for it says all. The catalogue bounds the depth.
struct SettingCollector {
    private(set) var rows: [SettingTable.Row] = []
    private(set) var unknown: [SettingTable.UnknownRow] = []
    private let catalogue: OptionCatalogue
    private let tree: YAMLTree
    private let number: Int32

    /// A section that is being read.
    private struct Section {
        /// The catalogue's node of it.
        let place: Int
        /// Its row; -1 at the top.
        var row: Int32 = -1
        /// The item, where it is one of a list.
        var item: Int32 = -1
        /// The entry of the mapping.
        var mapping: Int32 = -1
    }

    init(_ tree: YAMLTree, _ number: Int32, _ catalogue: OptionCatalogue) {
        self.catalogue = catalogue
        self.tree = tree
        self.number = number
        // Not every value is a setting: most are, and every other one is a key.
        rows.reserveAndFill(tree.entries.count / 2)
        for document in tree.documents where document.root >= 0 { collect(Int(document.root), Section(place: 0)) }
    }

    private mutating func collect(_ mapping: Int, _ section: Section) {
        guard tree.kind(of: mapping) == .mapping else { return }
        let content = tree.content(of: mapping)
        var section = section
        section.mapping = Int32(truncatingIfNeeded: content)
        let end = Int(tree.entries[content].next)
        var hasMerge = false
        var key = content + 1
        while key < end {
            let value = Int(tree.entries[key].next)
            if isMerge(key) {
                // What `<<` brings in counts less than what is written beside it, so it comes first.
                hasMerge = true
                let sources = tree.kind(of: value) == .sequence ? Array(tree.children(of: value)) : [value]
                for source in sources { collect(source, section) }
            }
            key = Int(tree.entries[value].next)
        }
        key = content + 1
        while key < end {
            let value = Int(tree.entries[key].next)
            if !(hasMerge && isMerge(key)) { collect(key, value, in: section) }
            key = Int(tree.entries[value].next)
        }
    }

    @inline(__always)
    private mutating func collect(_ key: Int, _ value: Int, in section: Section) {
        guard let place = tree.withText(of: key, { catalogue.nodes[section.place].children[$0] }) ?? nil else {
            // Keys of any name are allowed at the top of some files: what is not about them is not known.
            if section.place == 0 && catalogue.isPartial { return }
            unknown.append(
                .init(
                    tree: Int16(truncatingIfNeeded: number),
                    place: Int16(truncatingIfNeeded: section.place),
                    key: Int32(truncatingIfNeeded: key),
                    mapping: section.mapping,
                    parent: section.row,
                    item: section.item
                )
            )
            return
        }
        var traits = catalogue.nodes[place].traits.union(self.traits(of: value, catalogue.nodes[place].range))
        if traits.isDisjoint(with: catalogue.nodes[place].accepted) { traits.insert(.doubtful) }
        let row = Int32(truncatingIfNeeded: rows.count)
        rows.append(
            .init(
                traits: traits,
                tree: number,
                key: Int32(truncatingIfNeeded: key),
                place: Int32(truncatingIfNeeded: place),
                parent: section.row,
                item: section.item
            )
        )
        if let items = catalogue.nodes[place].items {
            guard traits.contains(.list) else { return }
            for (index, item) in tree.children(of: value).enumerated() {
                collect(item, Section(place: items, row: row, item: Int32(truncatingIfNeeded: index)))
            }
        } else if traits.contains(.mapping), !catalogue.nodes[place].children.isEmpty {
            collect(value, Section(place: place, row: row))
        }
    }

    /// What can be told of a value.
    private func traits(of value: Int, _ range: ClosedRange<Int>?) -> SettingTraits {
        switch tree.kind(of: value) {
        // The text of the sample may be in any of its items.
        case .sequence: return [.list, .sample]
        case .mapping: return .mapping
        default: break
        }
        return tree.withText(of: value) { text in
            var traits = SettingTraits(of: text)
            if !tree.isVerbatim(value) { traits.insert(.resolved) }
            if traits.contains(.placeholder) { return traits }
            let entry = tree.entries[value]
            if entry.kind != .alias, !entry.hasProperties {
                if entry.kind != .plain { return traits.union(.string) }
                if let kind = SettingTraits(plain: text, of: range) { return traits.union(kind) }
            }
            // A number that is written in another way than with digits has to be read for its range.
            if range != nil { traits.insert(.doubtful) }
            return switch YAMLNode(tree, value).value {
            case .bool: traits.union(.bool)
            case .int: traits.union(.integer)
            case .float: traits.union(.float)
            case .null: traits.union(.null)
            case .string, nil: traits.union(.string)
            }
        } ?? []
    }

    @inline(__always)
    private func isMerge(_ key: Int) -> Bool {
        let entry = tree.entries[key]
        // No key of the catalogue is so short, and in UTF-16 it has four bytes.
        guard entry.end - entry.start <= 4 || entry.kind == .alias, tree.kind(of: key) == .plain else { return false }
        let isSign = tree.withText(of: key) { $0.count == 2 && $0[0] == $0[1] && $0[0] == UInt8(ascii: "<") } ?? false
        return isSign && YAMLNode(tree, key).tag == nil
    }
}
