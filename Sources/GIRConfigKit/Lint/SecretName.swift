/// Recognises keys that name a password or a key, also where they are written in the wrong place or not at all known.
enum SecretName {
    private static let endings = [
        "password", "passwd", "passphrase", "pwd", "secret", "secretkey", "securitykey", "privatekey", "apikey",
        "token", "pass", "pasword", "passwort", "passwrd", "passord",
    ]

    /// Whether the value behind a key of this name must not be seen; hyphens, underscores and case do not matter.
    static func isOne<Name: StringProtocol>(_ name: Name) -> Bool where Name.UTF8View: BidirectionalCollection {
        isOne(bytes: name.utf8)
    }

    /// The same of the bytes of a name in UTF-8.
    static func isOne(bytes: some BidirectionalCollection<UInt8>) -> Bool {
        // A name longer than this is no key that anyone would look for; the last letter spares most of the others.
        guard bytes.count <= 100, let last = bytes.last, "denstyDENSTY-_".utf8.contains(last) else { return false }
        return endings.contains { isEnding($0, of: bytes) }
    }

    // Every key of a file comes by here: no copy is made.
    private static func isEnding(_ ending: String, of name: some BidirectionalCollection<UInt8>) -> Bool {
        var rest = name[...]
        for letter in ending.utf8.reversed() {
            while let last = rest.last, last == UInt8(ascii: "-") || last == UInt8(ascii: "_") { rest.removeLast() }
            guard let last = rest.popLast(), last | 0x20 == letter else { return false }
        }
        return true
    }

    /// The scalars of a line from the value behind such a key to the end; nil where the line has no such key.
    ///
    /// It looks at the text alone, so that it works where the source is not YAML, and in comments.
    static func valueRange(in line: String) -> Range<Int>? {
        let scalars = Array(line.unicodeScalars)
        var at = 0
        while at < scalars.count {
            let start = at
            while at < scalars.count, isNameScalar(scalars[at]) { at += 1 }
            if at > start, isOne(String(String.UnicodeScalarView(scalars[start..<at]))),
                let value = valueStart(in: scalars, behindKeyAt: at)
            {
                return value..<scalars.count
            }
            if at == start { at += 1 }
        }
        return nil
    }

    private static func valueStart(in scalars: [Unicode.Scalar], behindKeyAt end: Int) -> Int? {
        var at = end
        if at < scalars.count, scalars[at] == "\"" || scalars[at] == "'" { at += 1 }
        while at < scalars.count, isBlank(scalars[at]) { at += 1 }
        guard at < scalars.count, scalars[at] == ":" || scalars[at] == "=" else { return nil }
        at += 1
        while at < scalars.count, isBlank(scalars[at]) { at += 1 }
        return at < scalars.count ? at : nil
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
}
