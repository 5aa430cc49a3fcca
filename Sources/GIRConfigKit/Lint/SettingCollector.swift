/// Sorts the keys of a source into those that the catalogue knows and those that it does not.
///
/// Below an unknown key nothing is looked at: one finding for it says all. The catalogue bounds the depth.
struct SettingCollector {
    private(set) var settings: [Setting] = []
    private(set) var unknownKeys: [UnknownKey] = []
    private let catalogue: OptionCatalogue

    init(_ stream: YAMLStream, _ catalogue: OptionCatalogue) {
        self.catalogue = catalogue
        for document in stream.documents {
            if let root = document.root { collect(root, at: 0, path: "", section: nil) }
        }
    }

    private mutating func collect(_ node: YAMLNode, at place: Int, path: String, section: SourceSpan?) {
        guard case .mapping(let pairs) = node.content else { return }
        // What `<<` brings in counts less than what is written beside it, so it comes first.
        for pair in pairs where Self.isMerge(pair) {
            for source in pair.value.isSequence ? pair.value.items : [pair.value] {
                collect(source, at: place, path: path, section: section)
            }
        }
        let children = catalogue.nodes[place].children
        for pair in pairs where !Self.isMerge(pair) {
            guard let name = pair.key.scalarText, let child = children[name] else {
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
        let node = catalogue.nodes[place]
        let option = node.option.map { catalogue.options[$0] }
        let path = node.path ?? OptionPath.appending(name, to: parent)
        settings.append(
            Setting(
                path: path,
                option: option,
                key: pair.key,
                value: pair.value,
                section: section,
                isSection: !node.children.isEmpty || option?.type == .section
            )
        )
        if let items = node.items {
            for (index, item) in pair.value.items.enumerated() {
                collect(item, at: items, path: "\(path)[\(index)]", section: pair.key.span)
            }
        } else if !node.children.isEmpty {
            collect(pair.value, at: place, path: path, section: pair.key.span)
        }
    }

    /// Whether keys of any name are allowed: what a section without options of its own takes is not known.
    private func isOpen(_ place: Int) -> Bool { place == 0 && catalogue.isPartial }

    private static func isMerge(_ pair: YAMLPair) -> Bool {
        pair.key.scalar == YAMLScalar(text: "<<", style: .plain) && pair.key.tag == nil
    }
}
