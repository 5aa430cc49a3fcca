public import FoundationEssentials

/// A login that goes on over several requests.
public struct Session: Hashable, Codable, Sendable {
    /// SHA-256 of the identifier in the client's cookie; the identifier itself is stored nowhere.
    public let idHash: [UInt8]
    /// Who has logged in.
    public let principal: Principal
    /// The 32 random bytes that the CSRF tokens of this session are made from.
    public let csrfToken: [UInt8]
    /// Whether it was begun over TLS; such a session is refused on a plain connection.
    public let isSecure: Bool
    /// When the login was.
    public let created: Date
    /// When a request last came with it.
    public var lastUsed: Date

    /// Makes a session.
    public init(
        idHash: [UInt8],
        principal: Principal,
        csrfToken: [UInt8],
        isSecure: Bool,
        created: Date,
        lastUsed: Date
    ) {
        self.idHash = idHash
        self.principal = principal
        self.csrfToken = csrfToken
        self.isSecure = isSecure
        self.created = created
        self.lastUsed = lastUsed
    }
}
