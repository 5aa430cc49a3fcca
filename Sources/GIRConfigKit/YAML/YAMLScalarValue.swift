/// What a scalar means under YAML 1.1, read as SnakeYAML reads it.
///
/// Dates are left as text: no option has one, and where a text is wanted the text is what counts.
public enum YAMLScalarValue: Sendable, Hashable {
    /// Nothing, `~` or `null`.
    case null
    /// `true`, `yes`, `on` and their opposites, in lower case, upper case or with a capital.
    case bool(Bool)
    /// A whole number that fits 64 bits: decimal, `0x`, `0b`, octal behind a `0`, or sexagesimal as in `1:30`.
    case int(Int)
    /// A number with a fraction or an exponent, `.inf`, `.nan`, or a whole number beyond 64 bits.
    case float(Double)
    /// Everything else.
    case string(String)

    /// Reads the text of a plain scalar.
    public init(plain text: String) {
        self = Self.word(text) ?? Self.number(text) ?? .string(text)
    }

    /// Whether a plain scalar is certainly a text, told by a look at its first bytes.
    static func isText(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        return !beginsNumber(first) && (text.count > 5 || !beginsWord(first))
    }

    private static func word(_ text: String) -> YAMLScalarValue? {
        // No word is longer, and most texts are.
        guard text.utf8.count <= 5, text.utf8.first.map(beginsWord) ?? true else { return nil }
        return switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": .bool(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": .bool(false)
        case ".nan", ".NaN", ".NAN": .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": .float(-.infinity)
        default: nil
        }
    }

    @inline(__always)
    private static func beginsWord(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "y"): true
        default: byte == UInt8(ascii: "~") || byte <= UInt8(ascii: ".")
        }
    }

    @inline(__always)
    private static func beginsNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func number(_ text: String) -> YAMLScalarValue? {
        // No number is longer; a text of megabytes is not to be searched for one.
        guard text.utf8.count <= 1024, let first = text.utf8.first else { return nil }
        guard beginsNumber(first) else { return nil }
        switch simple(text) {
        case .number(let number): return .int(number)
        case .text: return nil
        case .other: break
        }
        let isNegative = first == UInt8(ascii: "-")
        let body = isNegative || first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        if body.contains(":") { return sexagesimal(body, isNegative) }
        return integer(body, isNegative) ?? float(body, isNegative)
    }

    /// What a text is that begins like a number, told by a look at its bytes.
    private enum Likeness {
        /// Decimal digits and nothing else.
        case number(Int)
        /// Neither that nor certainly a text.
        case other
        /// A text, such as an IP address.
        case text
    }

    private static func simple(_ text: String) -> Likeness {
        var text = text
        return text.withUTF8 { bytes in
            var value = 0
            var points = 0
            var letters = 0
            let sign = bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-") ? 1 : 0
            // Only behind a `0x` or `0b` has a number other letters than the `e` of its exponent.
            let hasRadix = bytes.count > sign + 1 && bytes[sign] == UInt8(ascii: "0") && bytes[sign + 1] > 0x39
            var isDecimal = bytes.count <= 18 && (bytes[0] != UInt8(ascii: "0") || bytes.count == 1)
            for byte in bytes {
                let digit = byte &- UInt8(ascii: "0")
                if digit <= 9 {
                    value = value &* 10 &+ Int(digit)
                } else {
                    isDecimal = false
                    if byte == UInt8(ascii: ".") { points += 1 }
                    if (byte | 0x20) &- UInt8(ascii: "a") < 26, byte | 0x20 != UInt8(ascii: "e") { letters += 1 }
                }
            }
            if isDecimal { return .number(value) }
            // No number has two points.
            return points > 1 || letters > 0 && !hasRadix ? .text : .other
        }
    }

    /// Binary, octal, decimal and hexadecimal; `_` may stand between digits.
    private static func integer(_ body: Substring, _ isNegative: Bool) -> YAMLScalarValue? {
        if body.hasPrefix("0b") { return integer(body.dropFirst(2), radix: 2, isNegative) }
        if body.hasPrefix("0x") { return integer(body.dropFirst(2), radix: 16, isNegative) }
        if body.hasPrefix("0") && body != "0" { return integer(body.dropFirst(), radix: 8, isNegative) }
        return body.hasPrefix("_") ? nil : integer(body, radix: 10, isNegative)
    }

    private static func integer(_ digits: Substring, radix: Int, _ isNegative: Bool) -> YAMLScalarValue? {
        var value = 0
        var approximation = 0.0
        var isExact = true
        var isEmpty = true
        for character in digits where character != "_" {
            guard character.isASCII, let digit = character.hexDigitValue, digit < radix else { return nil }
            isEmpty = false
            approximation = approximation * Double(radix) + Double(digit)
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.subtractingReportingOverflow(digit)
            // Counted downwards: the smallest number has no positive twin.
            isExact = isExact && !overflow && !carry
            value = sum
        }
        if isEmpty { return nil }
        if isExact && isNegative { return .int(value) }
        if isExact && value != .min { return .int(-value) }
        // Summing digits rounds at each of them; decimal ones can be read at once.
        let magnitude = radix == 10 ? Double(digits.filter { $0 != "_" }) ?? approximation : approximation
        return .float(isNegative ? -magnitude : magnitude)
    }

    private static func float(_ body: Substring, _ isNegative: Bool) -> YAMLScalarValue? {
        let parts = body.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count == 2 || (mantissa.count == 1 && parts.count == 2) else { return nil }
        guard mantissa.allSatisfy({ $0.allSatisfy(isDigitOrUnderscore) }) else { return nil }
        // Either digits before the point, or something behind it.
        guard mantissa[0].isEmpty ? mantissa.count == 2 && !mantissa[1].isEmpty : mantissa[0].first != "_" else {
            return nil
        }
        if parts.count == 2 {
            let exponent = parts[1].first.map { "+-".contains($0) } ?? false ? parts[1].dropFirst() : parts[1]
            guard !exponent.isEmpty, exponent.allSatisfy({ isDigitOrUnderscore($0) && $0 != "_" }) else { return nil }
        }
        guard let value = Double(body.filter { $0 != "_" }) else { return nil }
        return .float(isNegative ? -value : value)
    }

    /// `1:30:05` and `1:30.5`, base 60; each part behind the first is below 60.
    private static func sexagesimal(_ body: Substring, _ isNegative: Bool) -> YAMLScalarValue? {
        var parts = body.split(separator: ":", omittingEmptySubsequences: false)
        var fraction: Substring?
        if let point = parts.last?.firstIndex(of: "."), let last = parts.popLast() {
            parts.append(last[..<point])
            fraction = last[last.index(after: point)...]
        }
        guard let head = parts.first?.first, head.isASCII, head.isNumber, fraction != nil || head != "0" else {
            return nil
        }
        guard parts[0].allSatisfy(isDigitOrUnderscore), fraction?.allSatisfy(isDigitOrUnderscore) ?? true else {
            return nil
        }
        var value = Double(parts[0].filter { $0 != "_" }) ?? .nan
        for part in parts.dropFirst() {
            guard (1...2).contains(part.count), part.allSatisfy({ isDigitOrUnderscore($0) && $0 != "_" }),
                let number = Int(part), number < 60
            else { return nil }
            value = value * 60 + Double(number)
        }
        if let fraction { value += Double("0." + fraction.filter { $0 != "_" } + "0") ?? 0 }
        let signed = isNegative ? -value : value
        guard fraction == nil, let whole = Int(exactly: signed), abs(signed) < 0x1p53 else { return .float(signed) }
        return .int(whole)
    }

    private static func isDigitOrUnderscore(_ character: Character) -> Bool {
        character == "_" || (character.isASCII && character.isNumber)
    }
}
