/// Why a finding does not count.
public struct Suppression: Sendable, Hashable {
    /// Where it was decided.
    public enum Kind: Sendable, Hashable {
        /// In the baseline: the finding is older than the check.
        case baseline
        /// In a comment of the source.
        case inline
    }

    /// Where it was decided.
    public let kind: Kind
    /// The reason that was given; empty where none was.
    public let reason: String

    /// Makes a suppression.
    public init(_ kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }
}
