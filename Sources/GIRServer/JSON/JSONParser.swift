/// Reads one JSON text (RFC 8259), strictly: what two readers could understand differently is refused.
///
/// That is a name twice in one object, a surrogate alone, and bytes that are not UTF-8.
struct JSONParser {
    /// Why a text is not read.
    struct Failure: Error, Hashable {
        /// Which byte it is about, from zero.
        let offset: Int
        /// What is wrong with well-formed text; nil where it is not well formed.
        var reason: String?
    }

    /// How deep arrays and objects may nest.
    static let depthLimit = 64

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value of a whole text.
    static func value(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.failure }
        return value
    }

    private var failure: Failure { Failure(offset: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    /// Steps over the byte where it is the next one.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(Failure) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { (parser) throws(Failure) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(Failure) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(Failure) -> JSONValue
    ) throws(Failure) -> JSONValue {
        guard depth < Self.depthLimit else {
            throw Failure(offset: position, reason: "it nests deeper than \(Self.depthLimit)")
        }
        depth += 1
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(Failure) -> JSONValue {
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let start = position
            let name = try string()
            skipSpace()
            guard take(":") else { throw failure }
            guard members.updateValue(try value(), forKey: name) == nil else {
                throw Failure(offset: start, reason: "a name is there twice in one object")
            }
            skipSpace()
        } while take(",")
        guard take("}") else { throw failure }
        return .object(members)
    }

    private mutating func array() throws(Failure) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(",")
        guard take("]") else { throw failure }
        return .array(elements)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        for byte in "\(word)".utf8 {
            guard next == byte else { throw failure }
            position += 1
        }
        return value
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = position
        _ = take("-")
        // No digit may follow a leading zero.
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw failure }
    }

    private mutating func string() throws(Failure) -> String {
        guard take("\"") else { throw failure }
        let start = position
        var unescaped: [UInt8]?
        var pieceStart = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let piece = bytes[pieceStart..<position]
                guard let text = String(validating: (unescaped ?? []) + piece, as: UTF8.self) else {
                    throw Failure(offset: start, reason: "a text is not UTF-8")
                }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                if unescaped == nil { unescaped = [] }
                unescaped?.append(contentsOf: bytes[pieceStart..<position])
                position += 1
                unescaped?.append(contentsOf: String(try escaped()).utf8)
                pieceStart = position
            case 0..<0x20: throw failure
            default: position += 1
            }
        }
        throw failure
    }

    private mutating func escaped() throws(Failure) -> Unicode.Scalar {
        guard let byte = next else { throw failure }
        let simple: Unicode.Scalar? =
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(byte)
            case UInt8(ascii: "b"): "\u{8}"
            case UInt8(ascii: "f"): "\u{c}"
            case UInt8(ascii: "n"): "\n"
            case UInt8(ascii: "r"): "\r"
            case UInt8(ascii: "t"): "\t"
            default: nil
            }
        if let simple {
            position += 1
            return simple
        }
        let start = failure
        let unit = try codeUnit()
        guard (0xd800..<0xdc00).contains(unit) else {
            guard let scalar = Unicode.Scalar(unit) else { throw start }
            return scalar
        }
        guard take("\\") else { throw start }
        let low = try codeUnit()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
        else { throw start }
        return scalar
    }

    /// The number after `\`: `u` and four digits.
    private mutating func codeUnit() throws(Failure) -> UInt32 {
        guard take("u") else { throw failure }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}
