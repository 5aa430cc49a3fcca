/// An entry of `allowedOrigins` that names origins, with or without wildcards.
///
/// RWS takes `*` for any characters at all, so that `https://*.example.com` lets `https://evil.com#.example.com` in. Here
/// an entry is read into scheme, host and port, and each is compared with its like:
///
///     entry  = [ scheme "://" ] host [ ":" ( port | "*" ) ]
///     scheme = "http" / "https" / "https?" / "http*" / "*"      without one the host begins with "*"
///     host   = "*" / [ "*." ] label *( "." label )              "*" in a label stands for characters of a label
public struct OriginPattern: Hashable, Sendable {
    /// Why an entry can match nothing.
    public struct Unmatchable: Error, Hashable, Sendable {
        /// In words for the admin who wrote it.
        public let reason: String
    }

    private enum Host: Hashable {
        case any
        /// A literal address in brackets.
        case address(String)
        /// Labels from left to right; where `below`, at least one more is before them.
        case name([String], below: Bool)
    }

    private enum Port: Hashable {
        case any
        case number(UInt16)
        case usual
    }

    private let schemes: Set<WebOrigin.Scheme>
    private let host: Host
    private let port: Port

    /// Reads an entry other than `*` and `null`.
    public init(_ text: String) throws(Unmatchable) {
        let mark = text.firstRange(of: "://")
        schemes = try Self.schemes(mark.map { text[..<$0.lowerBound] }, of: text)
        let rest = mark.map { text[$0.upperBound...] } ?? text[...]
        guard !rest.isEmpty else { throw Unmatchable(reason: "it has no host") }
        try Self.checkPath(rest)
        guard !Self.hasCapital(text) else {
            throw Unmatchable(reason: "browsers send origins in small letters")
        }
        guard let (name, digits) = WebOrigin.split(rest) else { throw Self.shapeless }
        host = try Self.host(name)
        port = try Self.port(digits, host: host, schemes: schemes)
    }

    /// Whether the origin is one of those that the entry names.
    public func matches(_ origin: WebOrigin) -> Bool {
        guard schemes.contains(origin.scheme) else { return false }
        switch port {
        case .any: break
        case .number(let number): guard origin.port == number else { return false }
        case .usual: guard origin.port == origin.scheme.usualPort else { return false }
        }
        switch host {
        case .any: return true
        case .address(let address): return origin.host == address
        case .name(let labels, let below):
            let others = origin.host.split(separator: ".")
            guard below ? others.count > labels.count : others.count == labels.count else { return false }
            return zip(others.suffix(labels.count), labels).allSatisfy { Self.matches($0.utf8, $1.utf8) }
        }
    }

    // MARK: Reading

    // By bytes where they tell: what a character is takes many times as long to find.
    private static func hasCapital(_ text: String) -> Bool {
        text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            || text.utf8.contains { $0 >= 0x80 } && text.contains(where: \.isUppercase)
    }

    private static let shapeless = Unmatchable(reason: "it is not of the form https://desktop.example.com:8443")

    private static func schemes(
        _ scheme: Substring?,
        of text: String
    ) throws(Unmatchable) -> Set<WebOrigin.Scheme> {
        switch scheme {
        case nil where text.hasPrefix("*"), "https?", "http*", "*": return Set(WebOrigin.Scheme.allCases)
        case nil: throw Unmatchable(reason: "it has no scheme such as https://")
        case let word?:
            guard let scheme = WebOrigin.Scheme(rawValue: word.lowercased()) else {
                throw Unmatchable(reason: "only pages of http:// and https:// are compared")
            }
            return [scheme]
        }
    }

    private static func checkPath(_ host: Substring) throws(Unmatchable) {
        guard let slash = host.firstIndex(of: "/") else { return }
        let isLast = host.index(after: slash) == host.endIndex
        throw Unmatchable(reason: isLast ? "an origin has no slash at its end" : "an origin has no path")
    }

    private static func host(_ name: Substring) throws(Unmatchable) -> Host {
        if name == "*" { return .any }
        if name.hasPrefix("[") {
            guard WebOrigin.isHost(name) else { throw shapeless }
            return .address(String(name))
        }
        let below = name.hasPrefix("*.")
        let labels = name.dropFirst(below ? 2 : 0).split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { $0 == UInt8(ascii: "*") || WebOrigin.isLabelByte($0) }
        }
        guard isName, name.utf8.count <= 253 else { throw shapeless }
        return .name(labels.map(String.init), below: below)
    }

    private static func port(
        _ digits: Substring?,
        host: Host,
        schemes: Set<WebOrigin.Scheme>
    ) throws(Unmatchable) -> Port {
        // `http://*` is in use for every origin of that scheme, whatever its port.
        guard let digits else { return host == .any ? .any : .usual }
        if digits == "*" { return .any }
        guard let number = WebOrigin.port(digits) else { throw shapeless }
        guard schemes.contains(where: { $0.usualPort != number }) else {
            throw Unmatchable(reason: "browsers leave out the usual port")
        }
        return .number(number)
    }

    // MARK: Matching

    /// Whether the wildcards of a label can be filled in so that it becomes the other; each goes back once a byte at most.
    private static func matches(_ text: Substring.UTF8View, _ pattern: String.UTF8View) -> Bool {
        var (place, mark) = (text.startIndex, pattern.startIndex)
        var star: (after: String.Index, from: Substring.Index)?
        while place < text.endIndex {
            if mark < pattern.endIndex, pattern[mark] == UInt8(ascii: "*") {
                mark = pattern.index(after: mark)
                star = (mark, place)
            } else if mark < pattern.endIndex, pattern[mark] == text[place] {
                mark = pattern.index(after: mark)
                place = text.index(after: place)
            } else if let last = star {
                place = text.index(after: last.from)
                mark = last.after
                star = (last.after, place)
            } else {
                return false
            }
        }
        return pattern[mark...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
