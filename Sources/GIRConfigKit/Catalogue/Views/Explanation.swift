import FoundationEssentials

/// What there is to say about an option or a rule.
public enum Explanation: Sendable {
    case options([ConfigurationOption])
    case rule(Rule)

    /// The options that are explained: those of application.yaml before those of cassandra.yaml.
    private static let catalogues = [OptionCatalogue.standard, .cassandra]

    /// Finds what a word stands for: the id or name of a rule, the path of an option, or the last key of some.
    ///
    /// - Throws: ``ConfigError/Code/optionNotFound`` where it stands for nothing.
    public init(of word: String) throws(ConfigError) {
        if let rule = RuleRegistry.rule(word) {
            self = .rule(rule)
            return
        }
        if let option = Self.catalogues.lazy.compactMap({ $0.option(at: word) }).first {
            self = .options([option])
            return
        }
        let named = Self.catalogues.flatMap { $0.options(named: word) }
        guard named.isEmpty else {
            self = .options(named)
            return
        }
        let options = Self.catalogues.flatMap(\.options)
        let candidates = options.map(\.path) + RuleRegistry.all.map(\.name) + options.map { String($0.name) }
        let near = EditDistance.nearest(to: word, in: candidates)
        throw ConfigError(
            .optionNotFound,
            "there is no option and no rule '\(word)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "docs/options.md and docs/rules.md have all of them"
        )
    }

    /// The explanation for people.
    public func text() -> String {
        switch self {
        case .options(let options): options.map(Self.text).joined(separator: "\n\n")
        case .rule(let rule): RuleDocumentation.markdown(rule)
        }
    }

    private static func isCassandras(_ option: ConfigurationOption) -> Bool {
        OptionCatalogue.standard.option(at: option.path) == nil
    }

    private static func text(_ option: ConfigurationOption) -> String {
        let isCassandras = isCassandras(option)
        var facts = isCassandras ? [("file", "cassandra.yaml")] : []
        facts.append(("value", option.type.expectation))
        facts.append(("default", option.defaultValue.map { "\($0.text) (\($0.origin.words))" } ?? "none"))
        if option.isMandatory { facts.append(("must be", "set")) }
        if option.isDeprecated { facts.append(("version", "from an older version")) }
        if option.isSecret, isCassandras {
            facts.append(("secret", "Cassandra decrypts nothing here: let nobody else read the file"))
        } else if option.isSecret {
            facts.append(("secret", protection(of: option)))
            facts.append(("encrypt", "girctl encrypt --in-place application.yaml \(option.path)"))
        }
        let keys = (isCassandras ? OptionCatalogue.cassandra : .standard).keys(in: option.path)
        if !keys.isEmpty { facts.append(("keys", keys.joined(separator: ", "))) }
        facts.append(("known", option.knowledge.words))
        let lines = facts.map { name, value in
            "  \(name)\(String(repeating: " ", count: max(1, 9 - name.count)))\(value)"
        }
        return ([option.path, "  \(option.summary)"] + lines).joined(separator: "\n")
    }

    private static func protection(of option: ConfigurationOption) -> String {
        if option.acceptsObfuscation { return "OBF: is decoded by Jetty; CRYPT: by girctl serve" }
        return option.acceptsCrypt == .documented
            ? "CRYPT: is documented" : "CRYPT: is not documented for the vendor's server; girctl serve decrypts it"
    }

    /// The explanation for programs: an object of the schema `girctl.config-explain/1`.
    public var json: String {
        let fields: [String: JSONValue] =
            switch self {
            case .options(let options):
                ["kind": .text("option"), "options": .list(options.map { .object(Self.fields(of: $0)) })]
            case .rule(let rule): ["kind": .text("rule"), "rule": .object(Self.fields(of: rule))]
            }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let all = fields.merging(["schema": .text("girctl.config-explain/1")]) { old, _ in old }
        // Texts always encode.
        guard let data = try? encoder.encode(JSONValue.object(all)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func fields(of option: ConfigurationOption) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "file": .text(isCassandras(option) ? "cassandra.yaml" : "application.yaml"),
            "path": .text(option.path), "summary": .text(option.summary), "value": .text(option.type.expectation),
            "isSecret": .bool(option.isSecret), "isMandatory": .bool(option.isMandatory),
            "isDeprecated": .bool(option.isDeprecated), "confidence": .text(option.confidence.rawValue),
        ]
        if let value = option.defaultValue {
            fields["default"] = .object(["text": .text(value.text), "origin": .text(value.origin.rawValue)])
        }
        if case .documented(let page) = option.knowledge { fields["reference"] = .text(page.address) }
        return fields
    }

    private static func fields(of rule: Rule) -> [String: JSONValue] {
        [
            "id": .text(rule.id), "name": .text(rule.name), "severity": .text(rule.severity.rawValue),
            "summary": .text(rule.summary), "rationale": .text(rule.rationale),
            "flagged": .list(rule.flagged.map { .text($0) }), "accepted": .list(rule.accepted.map { .text($0) }),
            "references": .list(rule.references.map { .text($0) }),
        ]
    }
}

extension OptionDefault.Origin {
    /// Where a default was found, in words.
    var words: String {
        switch self {
        case .documented: "the documented default"
        case .field: "the value of an installation"
        case .recollection: "from memory"
        case .sample: "the value of the vendor's sample"
        }
    }
}

extension OptionKnowledge {
    fileprivate var words: String {
        switch self {
        case .documented(let page): "documented: \(page.address)"
        case .field: "seen in an installation"
        case .own: "an option of girctl serve; RWS passes over it"
        case .recollection: "from memory only"
        }
    }
}
