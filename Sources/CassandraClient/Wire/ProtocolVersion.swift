/// The versions of the native protocol that this client speaks.
public enum ProtocolVersion: UInt8, Sendable, Hashable, CaseIterable, Comparable, CustomStringConvertible {
    /// Cassandra 2.1.
    case v3 = 3
    /// Cassandra 2.2 to 3.11, and ScyllaDB.
    case v4 = 4
    /// Cassandra 4.0 and later; messages travel in segments with checksums.
    case v5 = 5

    /// Whether the first is the older.
    public static func < (left: ProtocolVersion, right: ProtocolVersion) -> Bool { left.rawValue < right.rawValue }

    /// Such as `v4`.
    public var description: String { "v\(rawValue)" }
}
