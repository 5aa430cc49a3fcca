import GIRPKI

/// Walks a tree for the values of secret options and of keys that sound like one.
struct SecretFinder {
    private(set) var spans: [SourceSpan] = []
    private var aliases: Set<String> = []
    private let tree: YAMLTree
    private let catalogue: OptionCatalogue

    /// Collects the secrets of a tree.
    init(_ tree: YAMLTree, _ catalogue: OptionCatalogue) {
        self.tree = tree
        self.catalogue = catalogue
        for document in tree.documents where document.root >= 0 { search(Int(document.root), at: 0) }
        if !aliases.isEmpty { addAnchors() }
    }

    /// Searches a value; `place` is its node in the catalogue, nil where it is not known.
    private mutating func search(_ entry: Int, at place: Int?) {
        switch tree.entries[entry].kind {
        case .alias: return
        case .sequence:
            let place = place.flatMap { catalogue.nodes[$0].items }
            for item in tree.children(of: entry) { search(item, at: place) }
        case .mapping:
            var key: Int?
            for child in tree.children(of: entry) {
                guard let name = key else {
                    key = child
                    continue
                }
                key = nil
                let below = place.flatMap { place in
                    tree.withText(of: name) { catalogue.nodes[place].children[$0] } ?? nil
                }
                if isSecret(name, below) { add(child) } else { search(child, at: below) }
            }
        default:
            let mayBeOne = tree.withText(of: entry, Self.mayLookSecret) ?? false
            if mayBeOne, tree.text(of: entry).map(Self.looksSecret) ?? false { spans.append(tree.span(of: entry)) }
        }
    }

    /// Adds the values that a secret option takes from elsewhere with `*`.
    private mutating func addAnchors() {
        for entry in tree.entries.indices where tree.entries[entry].hasProperties {
            let node = YAMLNode(tree, entry)
            if let anchor = node.anchor, aliases.contains(anchor) { spans.append(node.span) }
        }
    }

    private mutating func add(_ entry: Int) {
        let value = YAMLNode(tree, entry)
        guard !value.isEmpty else { return }
        spans.append(value.span)
        if let alias = value.alias { aliases.insert(alias) }
    }

    private func isSecret(_ key: Int, _ place: Int?) -> Bool {
        guard let place else { return tree.withText(of: key) { SecretName.isOne(bytes: $0) } ?? false }
        return catalogue.nodes[place].option.map { catalogue.options[$0].isSecret } ?? false
    }

    /// An obfuscated password is as good as a plain one, and an address may hold one.
    static func looksSecret(_ text: String) -> Bool {
        if ObfuscatedPassword.isOne(text) || CryptValue.isOne(text) { return true }
        guard text.utf8.contains(UInt8(ascii: "@")) else { return false }
        // A text may have several addresses, each with its scheme or without.
        return text.split { $0 == "," || $0.isWhitespace }.contains { word in
            let address = word.firstRange(of: "://").map { word[$0.upperBound...] } ?? word
            return address.firstIndex(of: "@").map { at in
                address[..<at].contains(":") && !address[..<at].contains("/")
            } ?? false
        }
    }

    /// The text, to be shown in a message; masked where it looks like a secret.
    static func masked(_ text: String) -> String { looksSecret(text) ? Secret.mask : text }

    /// Whether the text has one of the letters that all of these have; told of the bytes where they are.
    private static func mayLookSecret(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        return first == UInt8(ascii: "C") || first == UInt8(ascii: "O") || text.contains(UInt8(ascii: "@"))
    }
}
