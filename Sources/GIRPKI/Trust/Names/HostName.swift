/// The host that was called, as names in certificates are compared with it: the reference identity of RFC 9525 §6.1.
public enum HostName: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address: 4 or 16 bytes.
    case address([UInt8])
    /// A DNS name in lower-case ASCII without a final dot; other scripts in their `xn--` form.
    case domain(String)

    /// Reads a host as a URL or a configuration has it: an address, also in brackets, or a DNS name.
    ///
    /// - Returns: nil for text that no host can have, such as an empty label or `1.2.3`.
    public init?(_ text: String) {
        guard text.utf8.count <= 1024 else { return nil }
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        if let address = HostName.address(inner) {
            self = .address(address)
            return
        }
        guard inner == text, let name = HostName.ascii(text) else { return nil }
        let absolute = name.hasSuffix(".") ? name.dropLast() : name[...]
        guard HostName.isDomain(absolute), let top = HostName.labels(absolute).last,
            // WHATWG URL §3.5: a name whose last label is a number is meant to be an address.
            !top.utf8.allSatisfy({ HostName.digits.contains($0) })
        else { return nil }
        self = .domain(String(absolute))
    }

    /// The address or the name as text.
    public var description: String {
        switch self {
        case .address(let bytes): IPAddress.text(bytes)
        case .domain(let name): name
        }
    }

    /// The name in lower case with every label of another script in its `xn--` form (RFC 5891 §4.4), or nil where
    /// a label has no such form.
    static func ascii(_ text: String) -> String? {
        // RFC 3490 §3.1: these full stops of other scripts separate labels too.
        let stops: Set<Character> = [".", "\u{3002}", "\u{ff0e}", "\u{ff61}"]
        var labels: [String] = []
        for label in text.lowercased().split(omittingEmptySubsequences: false, whereSeparator: stops.contains) {
            guard !label.utf8.allSatisfy({ $0 < 0x80 }) else {
                labels.append(String(label))
                continue
            }
            guard let encoded = Punycode.encode(label.unicodeScalars) else { return nil }
            labels.append("xn--" + encoded)
        }
        return labels.joined(separator: ".")
    }

    /// Whether the text has the form of a DNS name (RFC 1034 §3.5), where an underscore is let through as
    /// Windows networks have them.
    static func isDomain(_ name: Substring) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return labels(name).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.first != hyphen && label.utf8.last != hyphen
                && label.utf8.allSatisfy(isLetterDigitHyphen)
        }
    }

    static func labels(_ name: Substring) -> [Substring] {
        name.split(separator: ".", omittingEmptySubsequences: false)
    }

    // Strict where inet_aton is not: four decimal numbers without leading zeros.
    private static func address(_ text: String) -> [UInt8]? {
        guard !text.contains(":") else { return IPAddress.bytes(text) }
        let parts = labels(text[...])
        let bytes = parts.compactMap { part in
            part.utf8.allSatisfy(digits.contains) && (part.count == 1 || !part.hasPrefix("0")) ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    private static let hyphen = UInt8(ascii: "-")

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), digits, hyphen,
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
