public import FoundationEssentials

/// What was decided about a chain, and why.
public struct TrustResult: Sendable, Hashable {
    /// The reasons why the chain is not trusted, the one that explains most first; none when it is trusted.
    public let failures: [TrustFailure]
    /// What is worth knowing besides, one sentence each.
    public let notes: [String]
    /// The best certification path that was found, from the end-entity certificate towards the anchor; it ends with
    /// the anchor when ``isComplete``.
    public let path: [Certificate]
    /// Whether the path leads to a trust anchor, whatever else is wrong with it.
    public let isComplete: Bool
    /// When the first certificate of the path expires whose validity counts; nil for an empty chain.
    public let expires: Date?
    /// How the names compare with the host, where one was given.
    public let names: NameReport?

    /// Whether the chain is trusted.
    public var isTrusted: Bool { failures.isEmpty }
    /// The reason that explains most, or nil when the chain is trusted.
    public var reason: TrustFailure? { failures.first }
}
