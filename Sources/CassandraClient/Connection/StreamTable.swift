import NIOCore

/// Which request each stream of a connection carries.
struct StreamTable {
    private var slots: [Exchange?]
    private var free: [Int16]

    init(_ count: Int) {
        let count = min(max(count, 1), Int(Int16.max))
        slots = Array(repeating: nil, count: count)
        free = (0..<Int16(count)).reversed()
    }

    /// How many more requests there is room for.
    var room: Int { free.count }

    /// How many streams are taken.
    var taken: Int { slots.count - free.count }

    /// How many streams wait for an answer that nobody wants any more.
    var orphans: Int { slots.reduce(0) { $0 + ($1?.isFinished == true ? 1 : 0) } }

    mutating func put(_ exchange: Exchange) -> Int16? {
        guard let stream = free.popLast() else { return nil }
        slots[Int(stream)] = exchange
        return stream
    }

    /// Gives a stream free; nil where nothing was asked on it.
    mutating func remove(_ stream: Int16) -> Exchange? {
        guard slots.indices.contains(Int(stream)), let exchange = slots[Int(stream)] else { return nil }
        slots[Int(stream)] = nil
        free.append(stream)
        return exchange
    }

    mutating func removeAll() -> [Exchange] {
        let all = slots.compactMap { $0 }
        self = StreamTable(slots.count)
        return all
    }

    var exchanges: some Sequence<Exchange> { slots.lazy.compactMap { $0 } }
}
