extension UnknownKey {
    /// The path for a message, cut where it is long.
    var shownPath: String { Self.shown(path) }

    /// A path for a message, cut where it is long.
    static func shown(_ path: String) -> String { path.count > 60 ? "\(path.prefix(59))…" : path }

    /// The key of the same section that differs in capitals, hyphens and underscores only.
    func misspelling(in catalogue: OptionCatalogue) -> String? {
        guard let folded = key.tree.withText(of: key.entry, KeyTable.folded) ?? nil else { return nil }
        return catalogue.nodes[sectionNode].foldedChildren[folded].map { catalogue.nodes[$0].key }
    }

    /// The documented option of this name, when it is the only one and so cannot be mistaken.
    func home(in catalogue: OptionCatalogue) -> ConfigurationOption? {
        let options = elsewhere(in: catalogue)
        let documented = options.filter { $0.confidence == .documented }
        // `statistics` is known at two places; whatever else has two has them for two purposes.
        return documented.count == 1 && options.allSatisfy { $0.name == name && isAlias($0, of: documented[0]) }
            ? documented[0] : nil
    }

    /// The key of the section that was probably meant.
    func likelyName(in catalogue: OptionCatalogue) -> String? {
        if let name = misspelling(in: catalogue) { return name }
        return elsewhere(in: catalogue).isEmpty ? nearest(in: catalogue) : nil
    }

    private func nearest(in catalogue: OptionCatalogue) -> String? {
        EditDistance.nearest(to: name, in: catalogue.nodes[sectionNode].children.keys)
    }

    /// What to write in place of the key, or where it belongs.
    func suggestion(in catalogue: OptionCatalogue, _ renames: KeyRenames) -> (help: [String], fix: Fix?) {
        let options = elsewhere(in: catalogue)
        let likely = options.filter { $0.confidence != .recollection }
        let sections = (likely.isEmpty ? options : likely).map { "'\($0.section.isEmpty ? "the top" : $0.section)'" }
        if !sections.isEmpty {
            return (["'\(name)' is an option of \(sections.prefix(3).joined(separator: ", "))"], nil)
        }
        if let near = nearest(in: catalogue) {
            guard renames.allow(self, near) else {
                return (["did you mean '\(near)'? keep one of the keys that it would be"], nil)
            }
            let fix = Fix.replacing(key.span, with: near, .unsafe, "write the key that was probably meant")
            return (["did you mean '\(near)'?"], fix)
        }
        if name.contains("."), catalogue.option(at: path) != nil {
            return (["write each part of the path on a line of its own, indented below the one before"], nil)
        }
        return ([], nil)
    }

    private func elsewhere(in catalogue: OptionCatalogue) -> [ConfigurationOption] {
        key.tree.withText(of: key.entry) { catalogue.options(exactlyNamed: $0) } ?? []
    }

    private func isAlias(_ option: ConfigurationOption, of home: ConfigurationOption) -> Bool {
        option.path == home.path || option.path == "serverSettings.\(home.path)"
    }
}
