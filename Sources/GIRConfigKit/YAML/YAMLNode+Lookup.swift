extension YAMLNode {
    /// The scalar, when the value is one.
    public var scalar: YAMLScalar? {
        guard !isMapping, !isSequence, case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// The text of the scalar, when the value is one.
    public var scalarText: String? { tree.text(of: entry) }

    /// The pairs of the mapping in source order; none when the value is no mapping.
    public var pairs: [YAMLPair] {
        guard isMapping else { return [] }
        var pairs: [YAMLPair] = []
        var key: Int?
        for child in tree.children(of: entry) {
            if let left = key {
                pairs.append(YAMLPair(key: YAMLNode(tree, left), value: YAMLNode(tree, child)))
                key = nil
            } else {
                key = child
            }
        }
        return pairs
    }

    /// The values of the sequence in source order; none when the value is no sequence.
    public var items: [YAMLNode] { isSequence ? tree.children(of: entry).map { YAMLNode(tree, $0) } : [] }

    /// Whether the value is a mapping.
    public var isMapping: Bool { tree.kind(of: entry) == .mapping }

    /// Whether the value is a mapping with at least one key.
    var holdsKeys: Bool { isMapping && tree.children(of: entry).contains { _ in true } }

    /// Whether the value is a sequence.
    public var isSequence: Bool { tree.kind(of: entry) == .sequence }

    /// Whether nothing is written where the value should be, such as behind `key:`.
    public var isEmpty: Bool {
        tree.entries[entry].start == tree.entries[entry].end && tag == nil && alias == nil
    }

    /// What the scalar means under YAML 1.1, its tag and quotes considered; nil when the value is no scalar.
    public var value: YAMLScalarValue? {
        guard let text = scalarText else { return nil }
        let kind = tree.kind(of: entry)
        switch tag {
        case "!", "!!str", "!!binary": return .string(text)
        case nil where kind != .plain && kind != .alias: return .string(text)
        default: return YAMLScalarValue(plain: text)
        }
    }

    /// Every pair of the mapping with this key, in source order; more than one when the key is duplicated.
    public func pairs(named key: String) -> [YAMLPair] { pairs.filter { $0.key.scalarText == key } }

    /// The pair that counts for this key: the last one, as every loader that accepts duplicates has it.
    public func pair(named key: String) -> YAMLPair? { pairs.last { $0.key.scalarText == key } }

    /// The value at a path such as `jetty.ssl.port` or `nodes.0`.
    ///
    /// A number is an index where the path meets a sequence. A key that itself has dots in it is found too.
    public subscript(path: String) -> YAMLNode? { pair(at: path)?.value ?? item(at: path) }

    /// The pair whose value is at a path; nil where the path ends in a sequence or nowhere.
    public func pair(at path: String) -> YAMLPair? {
        if let pair = pair(named: path) { return pair }
        for (head, rest) in Self.splits(path) {
            if let pair = child(head)?.pair(at: rest) { return pair }
        }
        return nil
    }

    private func item(at path: String) -> YAMLNode? {
        if isSequence, let item = child(path) { return item }
        for (head, rest) in Self.splits(path) {
            if let item = child(head)?.item(at: rest) { return item }
        }
        return nil
    }

    private func child(_ step: String) -> YAMLNode? {
        switch content {
        case .mapping: return pair(named: step)?.value
        case .sequence(let items):
            guard let index = Int(step), items.indices.contains(index) else { return nil }
            return items[index]
        case .scalar: return nil
        }
    }

    /// The path cut in two at each of its dots, the shortest first part first.
    private static func splits(_ path: String) -> some Sequence<(String, String)> {
        path.indices.lazy.filter { path[$0] == "." }.map { dot in
            (String(path[..<dot]), String(path[path.index(after: dot)...]))
        }
    }
}
