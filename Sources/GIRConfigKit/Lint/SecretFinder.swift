import GIRPKI

/// Walks a tree for the values of secret options and of keys that sound like one.
struct SecretFinder {
    private(set) var spans: [SourceSpan] = []
    private var aliases: Set<String> = []
    private let catalogue: OptionCatalogue

    init(_ catalogue: OptionCatalogue) { self.catalogue = catalogue }

    /// Collects the secrets below a value; `place` is its node in the catalogue, nil where it is not known.
    mutating func search(_ node: YAMLNode, at place: Int?) {
        guard node.alias == nil else { return }
        switch node.content {
        case .scalar(let scalar):
            if Self.looksSecret(scalar.text) { spans.append(node.span) }
        case .sequence(let items):
            let place = place.flatMap { catalogue.nodes[$0].items }
            for item in items { search(item, at: place) }
        case .mapping(let pairs):
            for pair in pairs {
                let name = pair.key.scalarText ?? ""
                let below = place.flatMap { catalogue.nodes[$0].children[name] }
                if isSecret(name, below) { add(pair.value) } else { search(pair.value, at: below) }
            }
        }
    }

    /// Adds the values that a secret option takes from elsewhere with `*`.
    mutating func addAnchors(of stream: YAMLStream) {
        guard !aliases.isEmpty else { return }
        for document in stream.documents {
            if let root = document.root { addAnchors(below: root) }
        }
    }

    private mutating func addAnchors(below node: YAMLNode) {
        guard node.alias == nil else { return }
        if let anchor = node.anchor, aliases.contains(anchor) { spans.append(node.span) }
        switch node.content {
        case .scalar: break
        case .sequence(let items): for item in items { addAnchors(below: item) }
        case .mapping(let pairs): for pair in pairs { addAnchors(below: pair.value) }
        }
    }

    private mutating func add(_ value: YAMLNode) {
        guard !value.isEmpty else { return }
        spans.append(value.span)
        if let alias = value.alias { aliases.insert(alias) }
    }

    private func isSecret(_ name: String, _ place: Int?) -> Bool {
        guard let place else { return SecretName.isOne(name) }
        return catalogue.nodes[place].option.map { catalogue.options[$0].isSecret } ?? false
    }

    /// An obfuscated password is as good as a plain one, and an address may hold one.
    static func looksSecret(_ text: String) -> Bool {
        if ObfuscatedPassword.isOne(text) || CryptValue.isOne(text) { return true }
        guard text.utf8.contains(UInt8(ascii: "@")), let scheme = text.firstRange(of: "://"),
            let at = text[scheme.upperBound...].firstIndex(of: "@")
        else {
            return false
        }
        return text[scheme.upperBound..<at].contains(":") && !text[scheme.upperBound..<at].contains("/")
    }
}
