import COpenSSL

/// The two ways to write an IP address: in bytes, as certificates do, and as text.
public enum IPAddress {
    /// The 4 or 16 bytes of an address, or nil when the text is none; a zone index (`%eth0`) is none.
    public static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        guard let octets = a2i_IPADDRESS(text) else {
            ERR_clear_error()
            return nil
        }
        defer { ASN1_OCTET_STRING_free(octets) }
        return octets.pointee.bytes
    }

    /// The address as text: dotted for 4 bytes, RFC 5952 for 16, hexadecimal for lengths that no address has.
    public static func text(_ bytes: [UInt8]) -> String {
        switch bytes.count {
        case 4: bytes.map(String.init).joined(separator: ".")
        case 16: compressed(bytes)
        default: bytes.hex
        }
    }

    // RFC 5952 §4.2: the longest run of two or more zero groups, the first one among equals, becomes "::".
    private static func compressed(_ bytes: [UInt8]) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > longest.count { longest = start..<end }
            start = end + 1
        }
        let text = { (part: ArraySlice<Int>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard longest.count > 1 else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}
