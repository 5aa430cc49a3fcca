/// Writes a text in the place of a scalar so that only the bytes of that scalar change.
///
/// Whoever uses it reads the edited source again and compares: this decides what should hold, not what does.
public enum ScalarWriter {
    /// The edit that gives a scalar another text, in the style it has where the text allows that.
    ///
    /// A plain scalar stays plain when YAML 1.1 reads the text back as the same text, and a single-quoted one stays so
    /// when the text is printable. All else, block scalars included, becomes plain or double-quoted.
    ///
    /// - Parameters:
    ///   - node: A value of the source.
    ///   - text: What the value is to be.
    ///   - source: What the node was read from.
    ///   - path: The option's path, for the error.
    /// - Throws: ``ConfigError/Code/notReplaceable`` when more than this value would change.
    public static func edit(
        _ node: YAMLNode,
        to text: String,
        in source: SourceText,
        path: String
    ) throws(ConfigError) -> SourceEdit {
        func refusal(_ reason: String, _ hint: String) -> ConfigError {
            let place = ConfigError.Place(path: path, span: node.span)
            return ConfigError(.notReplaceable, "'\(path)' cannot be replaced: \(reason)", hint: hint, place: place)
        }
        if let alias = node.alias {
            throw refusal("it is the alias '*\(alias)'", "change the value at '&\(alias)', or write the value out here")
        }
        if let anchor = node.anchor {
            let hint = "write the value out at each '*\(anchor)' and remove the anchor"
            throw refusal("its value is shared through the anchor '&\(anchor)'", hint)
        }
        guard let scalar = node.scalar else {
            throw refusal("it is a \(node.isMapping ? "mapping" : "list")", "name one of the values in it")
        }
        if let tag = node.tag, tag != "!!str", tag != "!" {
            throw refusal("it has the tag '\(tag)', which its new text would not match", "remove the tag")
        }
        let range = node.span.byteRange
        guard range.upperBound <= source.bytes.count else {
            throw refusal("it lies beyond the end of the source", "read the file again")
        }
        var written = Self.written(text, like: scalar.style)
        if range.isEmpty {
            let unit = source.encoding.isUTF16 ? 2 : 1
            let before = source.encoding.decode(source.bytes[max(0, range.lowerBound - unit)..<range.lowerBound])
            guard before == ":" || before == "-" else {
                throw refusal("nothing is written there", "write a value behind the key first")
            }
            written = " " + written
        }
        if scalar.style == .literal || scalar.style == .folded,
            source.text(in: node.span).utf8.prefix(while: { $0 != 0x0A && $0 != 0x0D }).contains(UInt8(ascii: "#"))
        {
            throw refusal("a comment follows its '|' or '>'", "move the comment to a line of its own")
        }
        return SourceEdit(range: range, replacement: source.encoding.encode(written))
    }

    /// The text as a scalar of one line, in a style or the nearest one that can hold it.
    static func written(_ text: String, like style: YAMLScalar.Style) -> String {
        switch style {
        case .doubleQuoted: doubleQuoted(text)
        case .singleQuoted: isPrintable(text) ? singleQuoted(text) : doubleQuoted(text)
        case .plain, .literal, .folded: isSafePlain(text) ? text : doubleQuoted(text)
        }
    }

    /// Whether YAML 1.1 reads a plain scalar back as this very text, in a block as in brackets.
    static func isSafePlain(_ text: String) -> Bool {
        guard case .string = YAMLScalarValue(plain: text), text != "<<", text != "=" else { return false }
        guard let first = text.utf8.first, let last = text.utf8.last, isWordByte(first) || "/.$".utf8.contains(first)
        else { return false }
        guard last != UInt8(ascii: ":"), last != UInt8(ascii: " "), text != "..." else { return false }
        // A date is text to us and a date to some readers.
        guard !(text.utf8.prefix(4).allSatisfy(isDigit) && text.utf8.dropFirst(4).first == UInt8(ascii: "-")) else {
            return false
        }
        var previous: UInt8 = 0
        for byte in text.utf8 {
            guard (0x20..<0x7F).contains(byte), !",[]{}#`".utf8.contains(byte) else { return false }
            if previous == UInt8(ascii: ":") && !isWordByte(byte) && byte != UInt8(ascii: "/") { return false }
            previous = byte
        }
        return true
    }

    static func singleQuoted(_ text: String) -> String {
        // By scalars: a quote and the accent on it are one character.
        var written = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" { written += "'" }
            written.unicodeScalars.append(scalar)
        }
        return written + "'"
    }

    static func doubleQuoted(_ text: String) -> String {
        var written = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": written += "\\\""
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case "\r": written += "\\r"
            case "\t": written += "\\t"
            case _ where isPrintable(scalar): written.unicodeScalars.append(scalar)
            default: written += escape(scalar)
            }
        }
        return written + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }

    private static func isPrintable(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isPrintable) }

    /// Whether libyaml accepts the scalar as it is and takes it for no line break.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
            || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
