/// Where a page comes from, as a browser writes it into `Origin`: scheme, host and port (RFC 6454 §6.2, Fetch).
public struct WebOrigin: Hashable, Sendable {
    /// The schemes of pages that can be named.
    public enum Scheme: String, CaseIterable, Sendable {
        case http
        case https

        /// The port that is left out.
        var usualPort: UInt16 { self == .http ? 80 : 443 }

        /// What an origin begins with.
        var prefix: String { self == .http ? "http://" : "https://" }
    }

    /// The scheme.
    public let scheme: Scheme
    /// The host in small letters; an IPv6 address keeps its brackets.
    public let host: String
    /// The port, also where it is the usual one.
    public let port: UInt16

    /// Reads what a browser sends; nil for anything else, however near: capitals, a path, the usual port, a dot at the end.
    public init?(_ text: some StringProtocol) { self.init(Substring(text)) }

    // By bytes and of one type: every request of a page of another origin comes here.
    private init?(_ text: Substring) {
        guard let scheme = Scheme.allCases.first(where: { text.utf8.starts(with: $0.prefix.utf8) }),
            let (host, digits) = Self.split(
                text[text.utf8.index(text.startIndex, offsetBy: scheme.prefix.utf8.count)...]
            ),
            Self.isHost(host)
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
    static func split(_ text: Substring) -> (host: Substring, port: Substring?)? {
        let bytes = text.utf8
        let bracket = bytes.first == UInt8(ascii: "[") ? bytes.firstIndex(of: UInt8(ascii: "]")) : nil
        guard let colon = bytes[(bracket ?? text.startIndex)...].firstIndex(of: UInt8(ascii: ":")) else {
            return (text[...], nil)
        }
        if let bracket, bytes.index(after: bracket) != colon { return nil }
        return (text[..<colon], text[bytes.index(after: colon)...])
    }

    /// The number of a port that is written without zeros before it.
    static func port(_ digits: Substring) -> UInt16? {
        guard let number = UInt16(digits), number > 0, String(number) == digits else { return nil }
        return number
    }

    /// Whether the text is a name in small letters, an IPv4 address or an IPv6 address in brackets.
    static func isHost(_ host: Substring) -> Bool {
        let bytes = Array(host.utf8)
        if bytes.first == UInt8(ascii: "[") {
            let inner = bytes.dropFirst().dropLast()
            return bytes.last == UInt8(ascii: "]") && (2...45).contains(inner.count)
                && inner.allSatisfy { (0x30...0x3a).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2e }
        }
        return bytes.count <= 253
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
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
