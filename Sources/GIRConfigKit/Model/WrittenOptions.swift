/// What the options of a source are set to, to tell later which of them are set otherwise.
///
/// Of values only a digest is kept, which means something within one process: there are passwords among them.
public struct WrittenOptions: Sendable, Hashable {
    private let digests: [String: Int]

    init(_ settings: some Sequence<Setting>) {
        let options = settings.filter { $0.option != nil && !$0.isSection }
        // The last one counts, as where they are read.
        digests = Dictionary(options.map { ($0.path, Self.digest(of: $0.value)) }) { $1 }
    }

    /// The paths of the options that are set here or there and not to the same, in alphabetical order.
    public func changes(to other: WrittenOptions) -> [String] {
        Set(digests.keys).union(other.digests.keys).filter { digests[$0] != other.digests[$0] }.sorted()
    }

    private static func digest(of value: YAMLNode) -> Int {
        var hasher = Hasher()
        feed(value, to: &hasher)
        return hasher.finalize()
    }

    // The composer's limits bound the depth of the recursion.
    private static func feed(_ node: YAMLNode, to hasher: inout Hasher) {
        switch node.content {
        case .scalar: hasher.combine(node.scalarText)
        case .sequence(let items):
            hasher.combine(items.count)
            for item in items { feed(item, to: &hasher) }
        case .mapping(let pairs):
            hasher.combine(pairs.count)
            for pair in pairs {
                feed(pair.key, to: &hasher)
                feed(pair.value, to: &hasher)
            }
        }
    }
}
