/// A host with an optional port, as in a `Host` field (RFC 9112 §3.2, RFC 3986 §3.2.2).
struct Authority: Hashable, Sendable {
    /// The host in lower case; an IPv6 address keeps its brackets.
    let host: String
    let port: UInt16?

    /// Reads the text; nil where it is anything but a host and a port.
    init?(_ text: some StringProtocol) {
        let split = Self.split(text[...])
        guard let split, Self.isHost(split.host) else { return nil }
        host = split.host.lowercased()
        guard let digits = split.port, !digits.isEmpty else {
            port = nil
            return
        }
        guard digits.utf8.count <= 5, digits.utf8.allSatisfy(isDigit), let number = UInt16(digits) else {
            return nil
        }
        port = number
    }

    private static func split<Text: StringProtocol>(_ text: Text) -> (host: String, port: String?)? {
        let colon: Text.Index?
        if text.utf8.first == UInt8(ascii: "[") {
            guard let end = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let rest = text.index(after: end)
            guard rest == text.endIndex || text[rest] == ":" else { return nil }
            colon = rest == text.endIndex ? nil : rest
        } else {
            colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        }
        guard let colon else { return (String(text), nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    private static func isHost(_ host: String) -> Bool {
        if host.utf8.first == UInt8(ascii: "[") {
            let inner = host.utf8.dropFirst().dropLast()
            return inner.count >= 2 && inner.allSatisfy { $0 == 0x3a || $0 == 0x2e || isHexDigit($0) }
        }
        return (1...255).contains(host.utf8.count)
            && host.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                // The rest of a registered name (RFC 3986 §3.2.2), without what separates lists.
                default: "!$&'()*+=~".utf8.contains(byte)
                }
            }
    }
}

/// Whether the byte is one of `0-9`.
func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Whether the byte is one of `0-9A-Fa-f`.
func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
}
