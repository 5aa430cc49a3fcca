public import GIRConfigKit

/// The address of something at an HTTP peer: `https://host:port/path`, or `http:` for a peer that speaks no TLS.
///
/// It has no user, no query and no fragment, and its path no part that leads elsewhere: what begins with an address is
/// below it.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// Whom a connection is made to.
    public struct Peer: Sendable, Hashable {
        /// Whether TLS is spoken.
        public let isSecure: Bool
        /// The host and the port.
        public let endpoint: LinkEndpoint

        /// What stands in the `Host` field: a port only where it is not the scheme's own (RFC 9110 §7.2).
        var authority: String {
            let host = endpoint.asciiHost
            let name = host.contains(":") ? "[\(host)]" : host
            return endpoint.port == (isSecure ? 443 : 80) ? name : "\(name):\(endpoint.port)"
        }
    }

    /// Whom a connection is made to.
    public let peer: Peer
    /// The parts of the path, decoded; none of them is empty.
    private let parts: [[UInt8]]

    /// Reads an address; nil for what is none, or could lead somewhere else than it seems.
    public init?(_ text: String) {
        guard text.utf8.count <= 4096, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }),
            let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) })
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !rest.contains(where: { "?#\\".contains($0) }), !authority.contains("@"), !authority.contains(" "),
            let read = LinkEndpoint(Self.withPort(authority, scheme == "https://" ? 443 : 80)),
            let endpoint = LinkEndpoint(host: read.asciiHost.lowercased(), port: read.port),
            let parts = Self.parts(rest.dropFirst(authority.count))
        else { return nil }
        peer = Peer(isSecure: scheme == "https://", endpoint: endpoint)
        self.parts = parts
    }

    private init(_ peer: Peer, _ parts: [[UInt8]]) {
        self.peer = peer
        self.parts = parts
    }

    /// The path of a request, encoded.
    public var path: String { parts.isEmpty ? "/" : parts.map { "/" + PercentEncoding.encoded($0) }.joined() }

    /// The folders from below `root` down to this address, which is not one of them.
    func folders(below root: WebAddress) -> [WebAddress] {
        guard isBelow(root) else { return [] }
        return (root.parts.count + 1..<parts.count).map { WebAddress(peer, Array(parts.prefix($0))) }
    }

    /// Whether this is a place below another one.
    public func isBelow(_ other: WebAddress) -> Bool {
        peer == other.peer && parts.count > other.parts.count && parts.starts(with: other.parts)
    }

    /// The address of a path below this one; nil where the path leads elsewhere or nowhere.
    public func appending(_ path: String) -> WebAddress? {
        guard let more = Self.parts(path), !more.isEmpty, !path.contains(where: { "?#\\".contains($0) }) else {
            return nil
        }
        return WebAddress(peer, parts + more)
    }

    /// The address of a name below this one, whatever its characters; nil for a name that leads elsewhere.
    public func appending(name: String) -> WebAddress? { appending(PercentEncoding.encoded(name)) }

    /// The address as it is typed.
    public var description: String { "\(peer.isSecure ? "https" : "http")://\(peer.authority)\(path)" }

    private static func withPort(_ authority: Substring, _ port: Int) -> String {
        // A colon behind the bracket, or one in a name, is that of the port.
        let hasPort = authority.last != "]" && authority.contains(":")
        return hasPort ? String(authority) : "\(authority):\(port)"
    }

    /// The parts of a path; nil where one is none: a dot or two, or with a slash or a control character in it.
    private static func parts(_ path: some StringProtocol) -> [[UInt8]]? {
        var parts: [[UInt8]] = []
        for part in path.split(separator: "/") {
            guard let bytes = PercentEncoding.bytes(part), bytes != Array(".".utf8), bytes != Array("..".utf8),
                !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == 0x2f || $0 == 0x5c })
            else { return nil }
            parts.append(bytes)
        }
        return parts
    }
}
