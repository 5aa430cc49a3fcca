/// What unknown keys may be renamed to without a second key of that name in their mapping.
///
/// A name that is there already, or that two keys would get, would decide anew which value counts.
struct KeyRenames {
    private struct Place: Hashable {
        let tree: Int16
        let mapping: Int32
    }

    private struct Rename: Hashable {
        let place: Place
        let name: String
    }

    private var taken: Set<Rename> = []

    /// Looks at the keys of the mappings that unknown keys stand in.
    ///
    /// Of more keys than are reported none is renamed.
    init(_ context: LintContext) {
        var names: [Place: Set<String>] = [:]
        var seen: Set<SourceSpan> = []
        for key in context.unknownKeys.prefix(RuleReporter.maximum) {
            let place = Place(tree: key.tree, mapping: key.mapping)
            if names[place] == nil { names[place] = Self.knownKeys(beside: key, context.catalogue) }
            // What is behind an alias comes once for each.
            guard seen.insert(key.key.span).inserted, let name = key.likelyName(in: context.catalogue) else { continue }
            if !(names[place]?.insert(name).inserted ?? false) { taken.insert(Rename(place: place, name: name)) }
        }
    }

    /// Whether a key may get a name.
    func allow(_ key: UnknownKey, _ name: String) -> Bool {
        !taken.contains(Rename(place: Place(tree: key.tree, mapping: key.mapping), name: name))
    }

    private static func knownKeys(beside key: UnknownKey, _ catalogue: OptionCatalogue) -> Set<String> {
        let (tree, known) = (key.key.tree, catalogue.nodes[key.sectionNode].children)
        var (keys, isKey): (Set<String>, Bool) = ([], true)
        for entry in tree.children(of: Int(key.mapping)) {
            // Only a key that is known can have a name that another one would get.
            if isKey, (tree.withText(of: entry) { known[$0] } ?? nil) != nil, let text = tree.text(of: entry) {
                keys.insert(text)
            }
            isKey.toggle()
        }
        return keys
    }
}
