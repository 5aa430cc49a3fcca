/// Something that the server needs, or is poorer without.
public protocol HealthCheck: Sendable {
    /// The name on the health page.
    var name: String { get }
    /// Whether the server is of no use without it.
    var isRequired: Bool { get }
    /// How it stands now; answers at once, from what is known.
    func health() async -> DependencyHealth
}

/// How a dependency stands.
public struct DependencyHealth: Sendable, Encodable {
    /// What it means for the server.
    public enum Status: String, Sendable, Encodable {
        /// It works.
        case up
        /// It does not.
        case down
        /// There is nothing to watch, for example no address.
        case unknown
    }

    /// Why it does not work.
    public struct Fault: Sendable, Encodable {
        /// A word that does not change.
        public let code: String
        /// The same for people.
        public let message: String
        /// The failures in a row, where they are counted.
        public var failures: Int?
    }

    /// The name on the health page.
    public let name: String
    /// Whether the server is of no use without it.
    public let isRequired: Bool
    /// What it means for the server.
    public var status: Status
    /// The stage of its life, in a word.
    public var state: String?
    /// Since when, RFC 3339.
    public var since: String?
    /// Where it is.
    public var address: String?
    /// How the connection is protected: `verified`, `encrypted` (by whom is not checked) or `plain`.
    public var protection: String?
    /// The version of TLS.
    public var protocolVersion: String?
    /// The cipher suite.
    public var cipherSuite: String?
    /// When the peer's certificate expires, RFC 3339.
    public var peerExpires: String?
    /// The version of what answers.
    public var version: String?
    /// Why it does not work, or did not the last time.
    public var fault: Fault?

    /// Begins the description of a dependency.
    public init(_ name: String, isRequired: Bool, _ status: Status) {
        self.name = name
        self.isRequired = isRequired
        self.status = status
    }

    enum CodingKeys: String, CodingKey {
        case name
        case isRequired = "required"
        case status, state, since, address, protection, protocolVersion, cipherSuite, peerExpires, version, fault
    }
}
