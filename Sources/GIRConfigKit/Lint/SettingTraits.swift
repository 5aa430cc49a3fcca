/// What a setting, its option and its value have of what rules are about.
///
/// Most rules are about a few of the settings of a file: they are told from the others without a look at their text.
struct SettingTraits: OptionSet, Sendable {
    let rawValue: UInt32

    // What the text of the value has.
    static let colon = SettingTraits(rawValue: 1 << 0)
    static let at = SettingTraits(rawValue: 1 << 1)
    private static let dollar = SettingTraits(rawValue: 1 << 2)
    private static let greater = SettingTraits(rawValue: 1 << 3)
    // Letters that few words have all of, in either case: those of the texts in the vendor's sample.
    private static let letterB = SettingTraits(rawValue: 1 << 4)
    private static let letterG = SettingTraits(rawValue: 1 << 5)
    private static let letterH = SettingTraits(rawValue: 1 << 6)
    /// It begins with a zero, a sign considered.
    static let zero = SettingTraits(rawValue: 1 << 7)
    /// It is `CRYPT:` with something behind it.
    static let encrypted = SettingTraits(rawValue: 1 << 8)
    /// It is a text of the vendor's sample, or one of its items may be.
    static let sample = SettingTraits(rawValue: 1 << 9)

    // What the value is.
    static let bool = SettingTraits(rawValue: 1 << 10)
    static let integer = SettingTraits(rawValue: 1 << 11)
    static let float = SettingTraits(rawValue: 1 << 12)
    static let string = SettingTraits(rawValue: 1 << 13)
    static let null = SettingTraits(rawValue: 1 << 14)
    static let placeholder = SettingTraits(rawValue: 1 << 15)
    static let list = SettingTraits(rawValue: 1 << 16)
    static let mapping = SettingTraits(rawValue: 1 << 17)
    /// It may not be of the kind that its option takes, or be a number that the option does not allow.
    static let doubtful = SettingTraits(rawValue: 1 << 18)
    /// The source does not have it word by word: it is folded, or has escapes.
    static let resolved = SettingTraits(rawValue: 1 << 19)

    // What the option is.
    static let section = SettingTraits(rawValue: 1 << 20)
    /// A rule may judge its value: it is no section, and not only remembered.
    static let judged = SettingTraits(rawValue: 1 << 21)
    static let secret = SettingTraits(rawValue: 1 << 22)
    static let deprecated = SettingTraits(rawValue: 1 << 23)
    static let takesText = SettingTraits(rawValue: 1 << 24)
    static let takesFlag = SettingTraits(rawValue: 1 << 25)
    static let takesInteger = SettingTraits(rawValue: 1 << 26)
    static let takesWord = SettingTraits(rawValue: 1 << 27)
    static let takesCommaList = SettingTraits(rawValue: 1 << 28)

    // What the text of the value certainly is.
    /// It is encrypted by girctl, and complete.
    static let intact = SettingTraits(rawValue: 1 << 29)
    /// It is the address of an HTTP server.
    static let address = SettingTraits(rawValue: 1 << 30)

    /// The kinds of single values, of which each has one that is not from the environment.
    private static let kinds: SettingTraits = [.bool, .integer, .float, .string, .null]

    /// The traits of the text of a value.
    init(of text: UnsafeBufferPointer<UInt8>) {
        var traits = Self.table.withUnsafeBufferPointer { table in
            var traits: UInt8 = 0
            for byte in text { traits |= table[Int(byte)] }
            return SettingTraits(rawValue: UInt32(traits))
        }
        if traits.contains(.greater) || traits.isSuperset(of: [.letterB, .letterG, .letterH]), SampleText.isOne(text) {
            traits.insert(.sample)
        }
        if traits.contains(.dollar), Self.hasPlaceholder(text) { traits.insert(.placeholder) }
        if traits.contains(.colon), text.first == UInt8(ascii: "C"), text.starts(with: CryptValue.prefix.utf8) {
            traits.insert(.encrypted)
            if CryptValue.isIntact(text) { traits.insert(.intact) }
        }
        if traits.contains(.colon), text.first == UInt8(ascii: "h"), Self.isAddress(text) { traits.insert(.address) }
        if let first = text.first, first == UInt8(ascii: "0") || Self.isSign(first) { traits.insert(.zero) }
        self = traits
    }

    /// What a plain text is, where its bytes tell it at once; nil where only reading it does.
    ///
    /// - Parameter range: the numbers that its option allows.
    init?(plain text: UnsafeBufferPointer<UInt8>, of range: ClosedRange<Int>?) {
        if text.isEmpty {
            self = .null
        } else if YAMLScalarValue.isText(text) {
            self = .string
        } else if text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) {
            self = .bool
        } else {
            var digits = 0
            var points = 0
            var number = 0
            var isList = false
            for byte in text {
                if byte &- UInt8(ascii: "0") <= 9 {
                    digits += 1
                    number = number &* 10 &+ Int(byte &- UInt8(ascii: "0"))
                } else if byte == UInt8(ascii: ".") {
                    points += 1
                } else if byte == UInt8(ascii: ",") {
                    isList = true
                }
            }
            let sign = text[0] == UInt8(ascii: "-") ? 1 : 0
            if digits > 0, sign + digits == text.count, digits <= 18, digits == 1 || text[sign] != UInt8(ascii: "0") {
                let isAllowed = range?.contains(sign == 0 ? number : -number) ?? true
                self = isAllowed ? .integer : [.integer, .doubtful]
            } else if isList || points > 1 && digits + points == text.count {
                // No number has a comma or two points: it is the address of a machine, or several.
                self = .string
            } else {
                return nil
            }
        }
    }

    /// The traits of an option.
    init(of option: ConfigurationOption?, isSection: Bool) {
        self = isSection ? .section : []
        guard let option else { return }
        if option.isSecret { insert(.secret) }
        if option.isDeprecated { insert(.deprecated) }
        if option.confidence != .recollection && !isSection { insert(.judged) }
        switch option.type {
        case .boolean, .booleanOrPath: insert(.takesFlag)
        case .integer: insert(.takesInteger)
        case .enumeration: insert(.takesWord)
        case .commaList: formUnion([.takesCommaList, .takesText])
        case .path, .text: insert(.takesText)
        default: break
        }
    }

    /// The traits of which a value with any is certainly of the kind that an option takes.
    init(acceptedBy option: ConfigurationOption?, isSection: Bool) {
        self = [.null, .placeholder]
        guard !isSection else {
            formUnion(.mapping)
            return
        }
        guard let option, option.confidence != .recollection else {
            formUnion([.list, .mapping, Self.kinds])
            return
        }
        switch option.type {
        case .boolean: formUnion(.bool)
        case .booleanOrPath: formUnion([.bool, .string])
        case .integer: formUnion(.integer)
        case .list: formUnion([.list, Self.kinds])
        case .commaList, .cron, .enumeration, .integerOrText, .path, .text: formUnion(Self.kinds)
        case .section: formUnion(.mapping)
        case .uri, .url: insert(.address)
        }
    }

    init(rawValue: UInt32) { self.rawValue = rawValue }

    private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }

    private static func isAddress(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.starts(with: "http://".utf8) || text.starts(with: "https://".utf8)
    }

    private static func hasPlaceholder(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var last: UInt8 = 0
        var isOpen = false
        for byte in text {
            if byte == UInt8(ascii: "{"), last == UInt8(ascii: "$") { isOpen = true }
            if byte == UInt8(ascii: "}"), isOpen { return true }
            last = byte
        }
        return false
    }

    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        let marks: [(characters: String, trait: SettingTraits)] = [
            ("@", .at), (":", .colon), ("$", .dollar), (">", .greater), ("bB", .letterB), ("gG", .letterG),
            ("hH", .letterH),
        ]
        for (characters, trait) in marks {
            for byte in characters.utf8 { table[Int(byte)] = UInt8(trait.rawValue) }
        }
        return table
    }()
}
