/// Which of some characters a text has, found in one walk over its bytes.
///
/// Most rules are about a few characters, and most values have none of them: what a value lacks spares the rules a look
/// at it.
struct TextTraits: OptionSet, Sendable {
    let rawValue: UInt8

    static let at = TextTraits(rawValue: 1 << 0)
    static let colon = TextTraits(rawValue: 1 << 1)
    static let dollar = TextTraits(rawValue: 1 << 2)
    static let greater = TextTraits(rawValue: 1 << 3)
    // Letters that few words have all of, in either case: those of the texts in the vendor's sample.
    static let letterB = TextTraits(rawValue: 1 << 4)
    static let letterG = TextTraits(rawValue: 1 << 5)
    static let letterH = TextTraits(rawValue: 1 << 6)

    /// Whether it can have a placeholder of Spring, `${…}`.
    var mayHavePlaceholder: Bool { contains(.dollar) }
    /// Whether it can be a text of the vendor's sample.
    var maySample: Bool { contains(.greater) || isSuperset(of: [.letterB, .letterG, .letterH]) }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(of text: String) {
        var text = text
        self = text.withUTF8 { bytes in
            Self.table.withUnsafeBufferPointer { table in
                var traits: UInt8 = 0
                for byte in bytes { traits |= table[Int(byte)] }
                return TextTraits(rawValue: traits)
            }
        }
    }

    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        let marks: [(characters: String, trait: TextTraits)] = [
            ("@", .at), (":", .colon), ("$", .dollar), (">", .greater), ("bB", .letterB), ("gG", .letterG),
            ("hH", .letterH),
        ]
        for (characters, trait) in marks {
            for byte in characters.utf8 { table[Int(byte)] = trait.rawValue }
        }
        return table
    }()
}
