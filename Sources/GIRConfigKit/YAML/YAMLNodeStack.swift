/// The finished values of collections that have not ended yet.
///
/// An array would do, were it not that each value would be copied and its copy dropped on the way into its collection:
/// that alone took a tenth of the time.
struct YAMLNodeStack: ~Copyable {
    private var nodes: UnsafeMutableBufferPointer<YAMLNode> = .allocate(capacity: 256)
    private(set) var count = 0

    deinit {
        nodes[..<count].deinitialize()
        nodes.deallocate()
    }

    /// The value that was pushed last.
    var last: YAMLNode? { count > 0 ? nodes[count - 1] : nil }

    /// Puts a value on top.
    mutating func push(_ node: consuming YAMLNode) {
        if count == nodes.count { grow() }
        nodes.initializeElement(at: count, to: node)
        count += 1
    }

    /// Takes the values from an index on off the stack.
    mutating func popItems(from base: Int) -> [YAMLNode] {
        let taken = max(0, count - base)
        let items = [YAMLNode](unsafeUninitializedCapacity: taken) { items, filled in
            for at in 0..<taken { items.initializeElement(at: at, to: nodes.moveElement(from: base + at)) }
            filled = taken
        }
        count -= taken
        return items
    }

    /// Takes the values from an index on off the stack as keys and values; a key without a value is dropped.
    mutating func popPairs(from base: Int) -> [YAMLPair] {
        let taken = max(0, count - base) / 2
        let pairs = [YAMLPair](unsafeUninitializedCapacity: taken) { pairs, filled in
            for at in 0..<taken {
                let key = nodes.moveElement(from: base + 2 * at)
                let value = nodes.moveElement(from: base + 2 * at + 1)
                pairs.initializeElement(at: at, to: YAMLPair(key: key, value: value))
            }
            filled = taken
        }
        if count > base + 2 * taken { nodes.deinitializeElement(at: count - 1) }
        count = min(count, base)
        return pairs
    }

    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<YAMLNode>.allocate(capacity: 2 * nodes.count)
        _ = larger.moveInitialize(fromContentsOf: nodes)
        nodes.deallocate()
        nodes = larger
    }
}
