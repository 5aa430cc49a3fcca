public import FoundationEssentials
public import GIRConfigKit

/// How a link stands at a moment.
public struct LinkStatus: Sendable, Hashable {
    /// The stages of a link's life.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// On its way: connecting or shaking hands.
        case connecting
        /// Connected, and the peer is verified.
        case established
        /// Resting before the next attempt.
        case resting
        /// Not started, or ended.
        case stopped
    }

    /// The stage.
    public internal(set) var state = State.stopped
    /// Since when.
    public internal(set) var since: Date
    /// The endpoint that is tried or connected.
    public internal(set) var endpoint: LinkEndpoint
    /// The version of TLS, while established.
    public internal(set) var protocolVersion: String?
    /// The cipher suite, while established.
    public internal(set) var cipherSuite: String?
    /// What the peer says that it is, while established.
    public internal(set) var server: String?
    /// When the peer's own certificate expires, as it was last seen.
    public internal(set) var peerExpires: Date?
    /// Why the last attempt failed or the last connection ended; stays until the next success.
    public internal(set) var lastError: LinkError?
    /// The failures in a row.
    public internal(set) var failures = 0
}
