/// The keys of a section and the place of each, made to be looked up very often.
///
/// Every key of a file is looked up here, and Swift's own dictionary takes most of its time to hash a few letters so
/// that nobody can make them collide. These keys are the program's own: whatever a file has, a lookup ends at the first
/// slot that is free.
struct KeyTable: Sendable {
    /// A key, its bytes in `bytes`, and its place.
    struct Entry: Sendable {
        let key: String
        let place: Int
        fileprivate let fingerprint: UInt64
        fileprivate let range: Range<Int>
    }

    private var slots: [Int32] = []
    private var bytes: [UInt8] = []
    /// The keys in the order in which they were added.
    private(set) var entries: [Entry] = []

    var keys: some Sequence<String> { entries.lazy.map(\.key) }
    var isEmpty: Bool { entries.isEmpty }

    subscript(key: String) -> Int? {
        var key = key
        return key.withUTF8 { self[$0] }
    }

    /// The place of a key that is given by its bytes.
    subscript(key: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !slots.isEmpty else { return nil }
        let fingerprint = Self.fingerprint(of: key)
        var slot = slot(of: fingerprint)
        while slots[slot] >= 0 {
            let entry = Int(slots[slot])
            if entries[entry].fingerprint == fingerprint, isSame(entries[entry].range, key) {
                return entries[entry].place
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    // Every key of a file is compared here: by bytes where they are, no slice is made.
    private func isSame(_ range: Range<Int>, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count == key.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            var at = 0
            while let word = UTF8Scan.word(key, at), word == UTF8Scan.word(bytes, range.lowerBound + at) { at += 8 }
            while at < key.count && bytes[range.lowerBound + at] == key[at] { at += 1 }
            return at == key.count
        }
    }

    /// A key without hyphens and underscores, in small letters; nil where nothing is left and where it is longer than any
    /// key.
    static func folded(_ key: UnsafeBufferPointer<UInt8>) -> String? {
        guard key.count <= 120 else { return nil }
        let folded = String(decoding: key, as: UTF8.self).lowercased().filter { $0 != "-" && $0 != "_" }
        return folded.isEmpty ? nil : folded
    }

    /// Adds a key that is not there.
    mutating func add(_ key: String, _ place: Int) {
        let start = bytes.count
        bytes += key.utf8
        var copy = key
        let fingerprint = copy.withUTF8 { Self.fingerprint(of: $0) }
        entries.append(Entry(key: key, place: place, fingerprint: fingerprint, range: start..<bytes.count))
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
        slots[slot] = Int32(truncatingIfNeeded: entry)
    }

    private func slot(of fingerprint: UInt64) -> Int {
        Int(truncatingIfNeeded: fingerprint >> 32) & (slots.count - 1)
    }

    /// What texts that differ have in common only by chance: their bytes, eight at a time.
    @inline(__always)
    static func fingerprint(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var result = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
        var at = 0
        while let word = UTF8Scan.word(text, at) {
            result = mixed(result ^ word)
            at += 8
        }
        var rest: UInt64 = 0
        while at < text.count {
            rest = rest << 8 | UInt64(text[at])
            at += 1
        }
        return mixed(result ^ rest)
    }

    @inline(__always)
    private static func mixed(_ word: UInt64) -> UInt64 {
        let product = word &* 0xFF51_AFD7_ED55_8CCD
        return product ^ product >> 29
    }
}
