/// What an authentication helper answers: `OK`, `ERR` or `BH`, then `key=value` pairs.
///
/// A value is encoded as in URLs, or stands in double quotes, where a backslash takes the next character as it is. What
/// follows `ERR` without a key is its message, as older helpers write it.
struct HelperReply: Hashable, Sendable {
    enum Word: String, Sendable {
        /// The helper cannot say: what it asks is broken.
        case broken = "BH"
        case refused = "ERR"
        case accepted = "OK"
    }

    let word: Word
    /// The values of each key, in their order.
    let values: [String: [String]]

    /// The longest line that is read.
    static let lineLimit = 8 << 10

    /// The first value of a key.
    subscript(_ key: String) -> String? { values[key]?.first }

    /// Reads a line without its end and without the number of a channel; nil for what is no answer.
    init?(_ line: some StringProtocol) {
        var rest = Array(line.utf8)[...]
        guard let word = Self.word(&rest), let known = Word(rawValue: word) else { return nil }
        self.word = known
        var values: [String: [String]] = [:]
        while true {
            let before = rest
            guard let (key, value) = Self.pair(&rest) else {
                let message = String(decoding: before.drop { $0 == 0x20 }, as: UTF8.self)
                if !message.isEmpty { values["message", default: []].append(message) }
                break
            }
            values[key, default: []].append(value)
        }
        self.values = values
    }

    /// Takes the number of a channel off the front of a line.
    static func channel(of line: some StringProtocol) -> (number: Int, rest: String)? {
        let digits = line.prefix { $0 != " " }
        guard !digits.isEmpty, digits.utf8.count <= 9, digits.utf8.allSatisfy(isDigit), let number = Int(digits) else {
            return nil
        }
        return (number, String(line.dropFirst(digits.count).drop { $0 == " " }))
    }

    private static func word(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest = rest.drop { $0 == 0x20 }
        let word = rest.prefix { $0 != 0x20 }
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    private static func pair(_ rest: inout ArraySlice<UInt8>) -> (String, String)? {
        let text = rest.drop { $0 == 0x20 }
        let key = text.prefix { $0 != UInt8(ascii: "=") && $0 != 0x20 }
        guard !key.isEmpty, key.count < text.count, text[key.endIndex] == UInt8(ascii: "=") else { return nil }
        rest = text[(key.endIndex + 1)...]
        return (String(decoding: key, as: UTF8.self), rest.first == UInt8(ascii: "\"") ? quoted(&rest) : encoded(&rest))
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            if let escaped = rest.popFirst() { value.append(escaped) }
        }
        return String(decoding: value, as: UTF8.self)
    }

    private static func encoded(_ rest: inout ArraySlice<UInt8>) -> String {
        var value: [UInt8] = []
        while let byte = rest.first, byte != 0x20 {
            rest = rest.dropFirst()
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(isHexDigit),
                let number = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                value.append(number)
                rest = rest.dropFirst(2)
            } else {
                value.append(byte)
            }
        }
        return String(decoding: value, as: UTF8.self)
    }
}
