public import GIRPKI

/// Jetty's `OBF:` form of a password: reversible by anyone, it only keeps a password from being read in passing.
///
/// Each byte of the UTF-8 text is written with the byte that mirrors it from the end, so that the text can be
/// checked when it is read. With `a` the byte and `b` its mirror, a group is the number in base 36:
///
/// | bytes | group | number |
/// |---|---|---|
/// | both ASCII | 4 digits | `(127 + a + b) * 256 + (127 + a - b)` |
/// | else | `U` and 4 digits | `a * 256 + b` |
public enum ObfuscatedPassword {
    /// What every obfuscated value begins with.
    public static let prefix = "OBF:"
    /// The longest password in bytes that is written or read.
    public static let maximumLength = CryptValue.maximumPasswordLength

    /// Whether the text is marked as obfuscated.
    public static func isOne(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "O") && text.utf8.starts(with: prefix.utf8)
    }

    /// The obfuscated form, as good as the password itself and therefore a secret.
    ///
    /// Throws a ``ConfigError`` with the code `limitExceeded` for a password that is too long.
    public static func encode(_ password: Secret) throws(ConfigError) -> Secret {
        guard password.count <= maximumLength else {
            throw ConfigError(
                .limitExceeded,
                "password has \(password.count) bytes, expected at most \(maximumLength)"
            )
        }
        // Room for all of it at once: growing would leave copies behind.
        var text: [UInt8] = []
        text.reserveCapacity(prefix.utf8.count + password.count * 5)
        text += Array(prefix.utf8)
        password.withBytes { bytes in
            for (byte, mirror) in zip(bytes, bytes.reversed()) {
                let (a, b) = (Int(byte), Int(mirror))
                if a < 128, b < 128 {
                    append((127 + a + b) * 256 + 127 + a - b, to: &text)
                } else {
                    text.append(marker)
                    append(a * 256 + b, to: &text)
                }
            }
        }
        return Secret(erasing: &text)
    }

    /// The password of an obfuscated value.
    ///
    /// Throws a ``ConfigError`` with the code `notEncrypted` where the prefix is missing, `limitExceeded`, or
    /// `obfuscationMalformed` where Jetty would not have written this value.
    public static func decode(_ value: Secret) throws(ConfigError) -> Secret {
        var password = try value.withBytes { bytes throws(ConfigError) in
            guard bytes.starts(with: prefix.utf8) else {
                throw ConfigError(.notEncrypted, "value does not begin with '\(prefix)'")
            }
            guard bytes.count <= prefix.utf8.count + maximumLength * 5 else {
                throw ConfigError(.limitExceeded, "obfuscated value is longer than that of \(maximumLength) bytes")
            }
            return try decodeGroups(bytes.dropFirst(prefix.utf8.count))
        }
        let secret = Secret(erasing: &password)
        // The mirrored byte in each group is a check that a reader may leave out; a typing error shows here.
        guard try encode(secret) == value else { throw malformed }
        return secret
    }

    private static let marker = UInt8(ascii: "U")
    private static let base = 36

    private static var malformed: ConfigError {
        ConfigError(
            .obfuscationMalformed,
            "value begins with '\(prefix)' but Jetty would not have written it: it was changed or cut off",
            hint: "make it again with 'girctl encrypt --scheme obf'"
        )
    }

    private static func append(_ number: Int, to text: inout [UInt8]) {
        for divisor in [base * base * base, base * base, base, 1] {
            let digit = UInt8(truncatingIfNeeded: number / divisor % base)
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + (digit - 10))
        }
    }

    private static func decodeGroups(_ text: Slice<UnsafeRawBufferPointer>) throws(ConfigError) -> [UInt8] {
        var password: [UInt8] = []
        password.reserveCapacity(text.count / 4)
        var rest = text
        while let first = rest.first {
            let isPair = first == marker
            if isPair { rest = rest.dropFirst() }
            guard rest.count >= 4 else { throw malformed }
            var number = 0
            for character in rest.prefix(4) {
                guard let digit = digit(character) else { throw malformed }
                number = number * base + digit
            }
            let byte = isPair ? number / 256 : (number / 256 + number % 256 - 254) / 2
            guard let byte = UInt8(exactly: byte) else { throw malformed }
            password.append(byte)
            rest = rest.dropFirst(4)
        }
        return password
    }

    private static func digit(_ character: UInt8) -> Int? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
