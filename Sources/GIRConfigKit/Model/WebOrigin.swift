/// Where a page comes from, as a browser writes it into `Origin`: scheme, host and port (RFC 6454 §6.2, Fetch).
public struct WebOrigin: Hashable, Sendable {
    /// The schemes of pages that can be named.
    public enum Scheme: String, CaseIterable, Sendable {
        case http
        case https

        /// The port that is left out.
        var usualPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// The scheme.
    public let scheme: Scheme
    /// The host in small letters; an IPv6 address keeps its brackets.
    public let host: String
    /// The port, also where it is the usual one.
    public let port: UInt16

    /// Reads what a browser sends; nil for anything else, however near: capitals, a path, the usual port, a dot at the end.
    public init?(_ text: some StringProtocol) {
        guard let mark = text.firstRange(of: "://"), let scheme = Scheme(rawValue: String(text[..<mark.lowerBound])),
            let (host, digits) = Self.split(text[mark.upperBound...]), Self.isHost(host)
        else { return nil }
        self.scheme = scheme
        self.host = String(host)
        guard let digits else {
            port = scheme.usualPort
            return
        }
        guard let number = Self.port(digits), number != scheme.usualPort else { return nil }
        port = number
    }

    /// The origin as a browser writes it.
    public var text: String {
        "\(scheme.rawValue)://\(host)\(port == scheme.usualPort ? "" : ":\(port)")"
    }

    /// The host and the digits of the port; nil where a colon is where none can be.
    static func split<Text: StringProtocol>(_ text: Text) -> (host: Text.SubSequence, port: Text.SubSequence?)? {
        let bracket = text.hasPrefix("[") ? text.firstIndex(of: "]") : nil
        guard let colon = text[(bracket ?? text.startIndex)...].firstIndex(of: ":") else { return (text[...], nil) }
        if let bracket, text.index(after: bracket) != colon { return nil }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    /// The number of a port that is written without zeros before it.
    static func port(_ digits: some StringProtocol) -> UInt16? {
        guard let number = UInt16(digits), number > 0, String(number) == digits else { return nil }
        return number
    }

    /// Whether the text is a name in small letters, an IPv4 address or an IPv6 address in brackets.
    static func isHost(_ host: some StringProtocol) -> Bool {
        if host.hasPrefix("[") {
            let inner = host.utf8.dropFirst().dropLast()
            return host.hasSuffix("]") && (2...45).contains(inner.count)
                && inner.allSatisfy { (0x30...0x3a).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2e }
        }
        return host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0.utf8) }
    }

    private static func isLabel(_ label: some Collection<UInt8>) -> Bool {
        (1...63).contains(label.count) && label.allSatisfy(isLabelByte)
    }

    /// Whether a name may have the byte between its dots.
    static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
