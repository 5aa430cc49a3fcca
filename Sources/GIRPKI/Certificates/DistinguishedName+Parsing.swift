extension DistinguishedName {
    /// Reads a name as keytool's `-dname` takes it: `CN=host, OU=Unit, O=Company, C=US` (RFC 4514, RFC 2253).
    ///
    /// Values may be quoted (`O="A, Inc."`), escaped (`O=A\, Inc.`) or hold bytes in hexadecimal (`\C3\A9`).
    ///
    /// - Throws: `invalidParameter` with the part that is not understood.
    public init(_ text: String) throws(PKIError) {
        var relativeNames: [[Attribute]] = []
        for relativeName in try Self.split(text) {
            relativeNames.append(try relativeName.map { part throws(PKIError) in try Self.attribute(part) })
        }
        // The text begins with the most specific part, the encoding ends with it (RFC 4514 §2.1).
        try self.init(relativeNames: relativeNames.reversed())
    }

    private static func attribute(_ part: String) throws(PKIError) -> Attribute {
        guard let equals = part.firstIndex(of: "=") else {
            throw misunderstood(part, "a name is written like CN=host, O=Company, C=US")
        }
        let keyword = part[..<equals].trimmed
        guard let type = type(keyword) else {
            throw misunderstood(
                keyword,
                "known are \(Set(keywords.values).sorted().joined(separator: ", ")) and dotted object identifiers"
            )
        }
        return (type, try unescaped(part[part.index(after: equals)...].trimmed))
    }

    private static func type(_ keyword: String) -> String? {
        let upper = keyword.uppercased()
        if upper == "S" { return "2.5.4.8" }
        if upper == "E" || upper == "EMAIL" { return "1.2.840.113549.1.9.1" }
        if let known = keywords.first(where: { $0.value == upper }) { return known.key }
        let isDotted = keyword.utf8.allSatisfy { $0 == 0x2e || (0x30...0x39).contains($0) } && keyword.contains(".")
        return isDotted ? keyword : nil
    }

    /// Splits into relative names at commas and semicolons, and these at plus signs (RFC 4514 §2.2), where the signs are
    /// neither escaped nor quoted.
    private static func split(_ text: String) throws(PKIError) -> [[String]] {
        var relativeNames: [[String]] = []
        var parts: [String] = []
        var current = ""
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if !isQuoted, character == "," || character == ";" || character == "+" {
                parts.append(current)
                current = ""
                if character != "+" {
                    relativeNames.append(parts)
                    parts = []
                }
                continue
            }
            current.append(character)
        }
        guard !isQuoted, !isEscaped else {
            throw misunderstood(text, isQuoted ? "a quotation mark is not closed" : "a backslash stands at the end")
        }
        return relativeNames + [parts + [current]]
    }

    private static func unescaped(_ value: String) throws(PKIError) -> String {
        let isQuoted = value.count > 1 && value.hasPrefix("\"") && value.hasSuffix("\"")
        let inner = Array((isQuoted ? String(value.dropFirst().dropLast()) : value).utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < inner.count {
            guard inner[index] == UInt8(ascii: "\\"), index + 1 < inner.count else {
                bytes.append(inner[index])
                index += 1
                continue
            }
            // A plus sign is part of a number for UInt8, and a character here.
            if index + 2 < inner.count, inner[index + 1] != UInt8(ascii: "+"),
                let byte = UInt8(String(decoding: inner[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(inner[index + 1])
                index += 2
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw misunderstood(value, "the bytes given in hexadecimal are not UTF-8")
        }
        return text
    }

    private static func misunderstood(_ text: String, _ hint: String) -> PKIError {
        PKIError(.invalidParameter, "'\(text.trimmed)' is not understood in a distinguished name", hint: hint)
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at both ends; an escaped space at the end stays.
    fileprivate var trimmed: String {
        var text = Substring(self).drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t", !text.dropLast().hasSuffix("\\") { text.removeLast() }
        return String(text)
    }
}
