/// Where a node listens for the native protocol.
public struct CassandraEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// The port that Cassandra's own configuration begins with.
    public static let standardPort = 9042

    /// The host's name or its address, without brackets.
    public let host: String
    /// The TCP port.
    public let port: Int

    /// Names a node.
    public init(_ host: String, port: Int = standardPort) {
        self.host = host
        self.port = port
    }

    /// Host and port as in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
