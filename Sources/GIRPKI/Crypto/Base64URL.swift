/// The base64url alphabet without padding (RFC 4648 §5), read strictly.
///
/// Each sequence of bytes has one text and each accepted text one sequence of bytes: padding, white space, other
/// alphabets and stray bits in the last character are refused.
public enum Base64URL {
    /// The text of the bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let count = encodedCount(bytes.count)
        return String(unsafeUninitializedCapacity: count) { output in
            bytes.withUnsafeBytes { encode($0, into: UnsafeMutableRawBufferPointer(output)) }
            return count
        }
    }

    /// The text of a secret, itself a secret.
    public static func encode(_ secret: Secret) -> Secret {
        Secret(count: encodedCount(secret.count)) { output in
            secret.withBytes { encode($0, into: output) }
        }
    }

    /// The bytes of the text, or nil where it is not canonical.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(bytes: Array(text.utf8)[...])
    }

    /// The bytes of a text in ASCII, or nil where it is not canonical.
    public static func decode(bytes characters: ArraySlice<UInt8>) -> [UInt8]? {
        guard let count = decodedCount(characters.count) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let isCanonical = bytes.withUnsafeMutableBytes { output in
            characters.withUnsafeBytes { decode($0, into: output) }
        }
        return isCanonical ? bytes : nil
    }

    /// How many bytes a text in ASCII stands for, or nil where it is not canonical; nothing is decoded.
    public static func byteCount(of characters: UnsafeBufferPointer<UInt8>) -> Int? {
        var last: UInt8 = 0
        for character in characters {
            guard let value = sextet(character) else { return nil }
            last = value
        }
        let strayBits = characters.count * 6 % 8
        return last & ((1 << strayBits) - 1) == 0 ? decodedCount(characters.count) : nil
    }

    /// The bytes of a text that is a secret, or nil where it is not canonical.
    public static func decode(secret text: UnsafeRawBufferPointer) -> Secret? {
        guard let count = decodedCount(text.count) else { return nil }
        var isCanonical = false
        let secret = Secret(count: count) { isCanonical = decode(text, into: $0) }
        return isCanonical ? secret : nil
    }

    private static func encodedCount(_ count: Int) -> Int { (count * 4 + 2) / 3 }

    private static func decodedCount(_ count: Int) -> Int? { count % 4 == 1 ? nil : count * 3 / 4 }

    private static func encode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) {
        var bits: UInt32 = 0
        var bitCount = 0
        var position = 0
        for byte in input {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                output[position] = character(UInt8(truncatingIfNeeded: bits >> bitCount) & 0x3F)
                position += 1
            }
        }
        if bitCount > 0 {
            output[position] = character(UInt8(truncatingIfNeeded: bits << (6 - bitCount)) & 0x3F)
        }
    }

    private static func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        var bits: UInt32 = 0
        var bitCount = 0
        var position = 0
        for byte in input {
            guard let value = sextet(byte) else { return false }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                output[position] = UInt8(truncatingIfNeeded: bits >> bitCount)
                position += 1
            }
        }
        return bits & ((1 << bitCount) - 1) == 0
    }

    private static func character(_ sextet: UInt8) -> UInt8 {
        switch sextet {
        case 0..<26: UInt8(ascii: "A") + sextet
        case 26..<52: UInt8(ascii: "a") + (sextet - 26)
        case 52..<62: UInt8(ascii: "0") + (sextet - 52)
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    @inline(__always)
    private static func sextet(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
