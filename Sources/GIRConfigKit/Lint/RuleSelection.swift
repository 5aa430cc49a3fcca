/// Chooses rules by what someone writes for them: an id, a name, or the beginning of ids such as `GIR1`.
public struct RuleSelection: Sendable {
    /// The rules that are chosen, in the order of the registry.
    public let rules: [Rule]

    /// Chooses all rules.
    public static let all = RuleSelection(RuleRegistry.all)

    /// Chooses the rules that `select` names, all where it is empty, without those that `ignore` names.
    ///
    /// That a source is not YAML is always reported: without it a clean report would mean nothing.
    ///
    /// - Parameters:
    ///   - select: Words for rules; several may stand in one text with commas between them.
    ///   - ignore: The same.
    ///   - registry: The rules to choose from.
    /// - Throws: ``ConfigError/Code/ruleNotFound`` for a word that stands for no rule.
    public init(
        select: [String],
        ignore: [String],
        from registry: [Rule] = RuleRegistry.all
    ) throws(ConfigError) {
        let selected = try Self.ids(of: select, registry)
        let ignored = try Self.ids(of: ignore, registry)
        rules = registry.filter { rule in
            rule.id == StructureRules.syntaxError.id
                || (select.isEmpty || selected.contains(rule.id)) && !ignored.contains(rule.id)
        }
    }

    private init(_ rules: [Rule]) { self.rules = rules }

    private static func ids(of texts: [String], _ registry: [Rule]) throws(ConfigError) -> Set<String> {
        var ids: Set<String> = []
        for text in texts {
            for word in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
                let found = registry.filter { $0.isMeant(by: word) }
                guard !found.isEmpty else { throw notFound(word, registry) }
                ids.formUnion(found.map(\.id))
            }
        }
        return ids
    }

    private static func notFound(_ word: Substring, _ registry: [Rule]) -> ConfigError {
        let near = EditDistance.nearest(to: String(word), in: registry.map(\.name) + registry.map(\.id))
        return ConfigError(
            .ruleNotFound,
            "there is no rule '\(word)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "docs/rules.md has the ids and names of all rules"
        )
    }
}

extension Rule {
    /// Whether a word stands for the rule: its id or the beginning of it, in any case, or its name.
    fileprivate func isMeant(by word: Substring) -> Bool {
        name == word || word.utf8.count > 2 && id.hasPrefix(word.uppercased())
    }
}
