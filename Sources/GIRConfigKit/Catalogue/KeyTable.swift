/// The keys of a section and the place of each, made to be looked up very often.
///
/// Every key of a file is looked up here, and Swift's own dictionary takes most of its time to hash a few letters so
/// that nobody can make them collide. These keys are the program's own: whatever a file has, a lookup ends at the first
/// slot that is free.
struct KeyTable: Sendable {
    private var slots: [Int] = []
    /// The keys in the order in which they were added.
    private(set) var entries: [(key: String, fingerprint: UInt64, place: Int)] = []

    var keys: some Sequence<String> { entries.lazy.map(\.key) }
    var isEmpty: Bool { entries.isEmpty }

    subscript(key: String) -> Int? {
        guard !slots.isEmpty else { return nil }
        let fingerprint = Self.fingerprint(of: key)
        var slot = slot(of: fingerprint)
        while slots[slot] >= 0 {
            let entry = slots[slot]
            if entries[entry].fingerprint == fingerprint, entries[entry].key == key { return entries[entry].place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a key that is not there.
    mutating func add(_ key: String, _ place: Int) {
        entries.append((key, Self.fingerprint(of: key), place))
        guard 2 * entries.count > slots.count else {
            insert(entries.count - 1)
            return
        }
        slots = Array(repeating: -1, count: max(8, 2 * slots.count))
        for entry in entries.indices { insert(entry) }
    }

    private mutating func insert(_ entry: Int) {
        var slot = slot(of: entries[entry].fingerprint)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private func slot(of fingerprint: UInt64) -> Int {
        Int(truncatingIfNeeded: fingerprint >> 32) & (slots.count - 1)
    }

    /// What texts that differ have in common only by chance: their bytes, eight at a time.
    @inline(__always)
    static func fingerprint(of text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            var result = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
            var at = 0
            while at + 8 <= bytes.count {
                let word = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped).loadUnaligned(
                    fromByteOffset: at,
                    as: UInt64.self
                )
                result = mixed(result ^ word)
                at += 8
            }
            var rest: UInt64 = 0
            while at < bytes.count {
                rest = rest << 8 | UInt64(bytes[at])
                at += 1
            }
            return mixed(result ^ rest)
        }
    }

    @inline(__always)
    private static func mixed(_ word: UInt64) -> UInt64 {
        let product = word &* 0xFF51_AFD7_ED55_8CCD
        return product ^ product >> 29
    }
}
