/// A single value of a configuration with the option it stands at.
struct OptionScalar {
    /// The keys that lead to it, with dots between them; a number stands for an item of a sequence.
    let path: String
    /// The value, whose content is a scalar.
    let node: YAMLNode
    /// The text and style of the value.
    let scalar: YAMLScalar
    /// Which document of the stream it is in.
    let document: Int
    /// Whether it is written inside of `{}` or `[]`.
    let isInFlow: Bool

    /// Every single value in source order; what an alias stands for is there once more, at the alias.
    static func all(in stream: YAMLStream, of source: SourceText) -> [OptionScalar] {
        var found: [OptionScalar] = []
        for (index, document) in stream.documents.enumerated() {
            guard let root = document.root else { continue }
            collect(root, path: "", document: index, isInFlow: false, source: source, into: &found)
        }
        return found
    }

    // The composer's limits bound the depth of the recursion and, with aliases, the number of values.
    private static func collect(
        _ node: YAMLNode,
        path: String,
        document: Int,
        isInFlow: Bool,
        source: SourceText,
        into found: inout [OptionScalar]
    ) {
        let isInFlow = isInFlow || source.isFlowCollection(at: node.span.start)
        switch node.content {
        case .scalar(let scalar):
            found.append(
                OptionScalar(path: path, node: node, scalar: scalar, document: document, isInFlow: isInFlow)
            )
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                let path = join(path, String(index))
                collect(item, path: path, document: document, isInFlow: isInFlow, source: source, into: &found)
            }
        case .mapping(let pairs):
            for pair in pairs {
                guard let key = pair.key.scalarText else { continue }
                // `<<` brings the keys of another mapping into this one.
                let path = key == "<<" ? path : join(path, key)
                collect(pair.value, path: path, document: document, isInFlow: isInFlow, source: source, into: &found)
            }
        }
    }

    private static func join(_ path: String, _ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
}

extension SourceText {
    fileprivate func isFlowCollection(at position: SourcePosition) -> Bool {
        let offset = position.offset + (encoding == .utf16BigEndian ? 1 : 0)
        guard bytes.indices.contains(offset) else { return false }
        return bytes[offset] == UInt8(ascii: "{") || bytes[offset] == UInt8(ascii: "[")
    }
}
