import GIRPKI

/// A host and a port that a link leads to.
public struct LinkEndpoint: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The name or address; an IPv6 address without brackets.
    public let host: String
    /// The TCP port.
    public let port: Int

    /// Takes a host as a person writes it and a port; nil for what no host or port can be.
    public init?(host: String, port: Int) {
        guard HostName(host) != nil, (1...65_535).contains(port) else { return nil }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : host
        self.port = port
    }

    /// Reads `HOST:PORT`, `[IPv6]:PORT`, or `HOST` alone where there is a usual port; also out of an `https:` URL.
    public init?(_ text: String, usualPort: Int? = nil) {
        var authority = text[...]
        var usualPort = usualPort
        if let scheme = authority.firstRange(of: "://") {
            guard authority[..<scheme.lowerBound].lowercased() == "https" else { return nil }
            authority = authority[scheme.upperBound...].prefix { $0 != "/" }
            usualPort = 443
        }
        // A bare IPv6 address has colons and no port.
        if case .address = HostName(String(authority)) {
            guard let usualPort else { return nil }
            self.init(host: String(authority), port: usualPort)
            return
        }
        guard let colon = authority.lastIndex(of: ":") else {
            guard let usualPort else { return nil }
            self.init(host: String(authority), port: usualPort)
            return
        }
        let digits = authority[authority.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits)
        else { return nil }
        self.init(host: String(authority[..<colon]), port: port)
    }

    /// The host as resolvers, certificates and the TLS extension take it: other scripts as `xn--`, no final dot.
    public var asciiHost: String { HostName(host)?.description ?? host }

    /// The name for the TLS extension server_name, which takes no addresses (RFC 6066 §3).
    public var serverName: String? {
        if case .domain(let name) = HostName(host) { name } else { nil }
    }

    /// Host and port as they are typed.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
