/// The last key of each fingerprint, for sections that have very many keys.
///
/// What a file has as keys is up to whoever wrote it: the slots depend on a number that is another one in each run, so
/// that no keys can be made to collide. A dictionary has that too, and takes several times as long and as much memory.
struct FingerprintTable {
    /// A key and a part of its fingerprint; key 0 where the slot is free.
    private struct Slot {
        var tag: UInt32 = 0
        var key: Int32 = 0
    }

    private var slots: [Slot]
    private static let seed = UInt64(truncatingIfNeeded: Hasher().finalize()) | 1

    /// Makes a table for as many keys as are given, and no more.
    init(capacity: Int) {
        var size = 2
        while 3 * size < 4 * capacity { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
    }

    /// Puts a key, which is not 0, in the place of an earlier one with its fingerprint; returns that one.
    mutating func update(_ fingerprint: UInt64, to key: Int) -> Int? {
        let tag = UInt32(truncatingIfNeeded: (fingerprint &* Self.seed) >> 32)
        var slot = Int(tag) & (slots.count - 1)
        while slots[slot].key > 0, slots[slot].tag != tag { slot = (slot + 1) & (slots.count - 1) }
        let earlier = Int(slots[slot].key)
        slots[slot] = Slot(tag: tag, key: Int32(truncatingIfNeeded: key))
        return earlier > 0 ? earlier : nil
    }
}
