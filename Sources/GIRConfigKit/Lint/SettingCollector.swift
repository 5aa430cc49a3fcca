/// Sorts the keys of a source into those that the catalogue knows and those that it does not.
///
/// Below an unknown key nothing is looked at: one finding for it says all. The catalogue bounds the depth.
struct SettingCollector {
    private(set) var settings: [Setting] = []
    private(set) var unknownKeys: [UnknownKey] = []
    /// The last setting of each of the catalogue's nodes, as an index; -1 where there is none.
    private(set) var lastPlaces: [Int]
    /// The last setting of each path with the item of a list in it.
    private(set) var lastBelowLists: [String: Int] = [:]
    private let catalogue: OptionCatalogue

    /// Collects the keys of all documents, of very many in several shares at once.
    static func collect(_ stream: YAMLStream, _ catalogue: OptionCatalogue) -> SettingCollector {
        let shares = Concurrent.shares(of: stream.documents.count, atLeast: 200)
        var collectors = Concurrent.map(shares.count) { SettingCollector(stream.documents[shares[$0]], catalogue) }[...]
        var first = collectors.popFirst() ?? SettingCollector([], catalogue)
        for next in collectors { first.append(next) }
        return first
    }

    private init(_ documents: ArraySlice<YAMLDocument>, _ catalogue: OptionCatalogue) {
        self.catalogue = catalogue
        lastPlaces = Array(repeating: -1, count: catalogue.nodes.count)
        for document in documents {
            if let root = document.root { collect(root, at: 0, path: "", section: nil) }
        }
    }

    private mutating func append(_ next: SettingCollector) {
        for (place, last) in next.lastPlaces.enumerated() where last >= 0 { lastPlaces[place] = settings.count + last }
        for (path, last) in next.lastBelowLists { lastBelowLists[path] = settings.count + last }
        settings += next.settings
        unknownKeys += next.unknownKeys
    }

    private mutating func collect(_ node: YAMLNode, at place: Int, path: String, section: SourceSpan?) {
        guard case .mapping(let pairs) = node.content else { return }
        // What `<<` brings in counts less than what is written beside it, so it comes first.
        let merges = pairs.contains(where: Self.isMerge)
        for pair in pairs where merges && Self.isMerge(pair) {
            for source in pair.value.isSequence ? pair.value.items : [pair.value] {
                collect(source, at: place, path: path, section: section)
            }
        }
        for pair in pairs where !(merges && Self.isMerge(pair)) {
            guard let name = pair.key.scalarText, let child = catalogue.nodes[place].children[name] else {
                if isOpen(place) { continue }
                let key = UnknownKey(
                    key: pair.key,
                    value: pair.value,
                    sectionPath: path,
                    sectionNode: place,
                    section: section
                )
                unknownKeys.append(key)
                continue
            }
            collect(pair, at: child, name, path, section)
        }
    }

    private mutating func collect(
        _ pair: YAMLPair,
        at place: Int,
        _ name: String,
        _ parent: String,
        _ section: SourceSpan?
    ) {
        let option = catalogue.nodes[place].option.map { catalogue.options[$0] }
        let path: String
        if let known = catalogue.nodes[place].path {
            path = known
            lastPlaces[place] = settings.count
        } else {
            path = OptionPath.appending(name, to: parent)
            lastBelowLists[path] = settings.count
        }
        settings.append(
            Setting(
                path: path,
                option: option,
                key: pair.key,
                value: pair.value,
                section: section,
                isSection: catalogue.nodes[place].isSection
            )
        )
        if let items = catalogue.nodes[place].items {
            for (index, item) in pair.value.items.enumerated() {
                collect(item, at: items, path: "\(path)[\(index)]", section: pair.key.span)
            }
        } else if !catalogue.nodes[place].children.isEmpty {
            collect(pair.value, at: place, path: path, section: pair.key.span)
        }
    }

    /// Whether keys of any name are allowed: what a section without options of its own takes is not known.
    private func isOpen(_ place: Int) -> Bool { place == 0 && catalogue.isPartial }

    private static func isMerge(_ pair: YAMLPair) -> Bool {
        guard case .scalar(let key) = pair.key.content, key.text.utf8.count == 2 else { return false }
        return key == YAMLScalar(text: "<<", style: .plain) && pair.key.tag == nil
    }
}
