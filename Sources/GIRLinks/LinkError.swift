/// Why a link is not there.
///
/// Two errors are equal when their codes are.
public struct LinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of reasons.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// All connections that the peer may have are at work.
        case busy
        /// The peer ended the connection.
        case closed
        /// The peer speaks TLS, but there is no agreement.
        case handshake
        /// The client's own key or certificate cannot be used.
        case identity
        /// The peer's certificate is not trusted.
        case notTrusted = "not-trusted"
        /// The peer answers in something else than TLS.
        case noTLS = "no-tls"
        /// The peer does not say what its protocol allows.
        case protocolFault = "protocol"
        /// The peer is there and trusted, and does not let the client in or speaks otherwise.
        case refused
        /// The peer does not go on.
        case timedOut = "timed-out"
        /// There is no connection.
        case unreachable
    }

    /// The kind of reason.
    public let code: Code
    /// The reason in words; starts in lower case and has no full stop.
    public let reason: String

    /// The word for scripts and pages, the same as in the report of `girctl ca validate`: of a certificate that is not
    /// trusted, what is wrong with it.
    public let word: String

    /// What to change, where that is known.
    public let hint: String?

    init(_ code: Code, _ reason: String, word: String? = nil, hint: String? = nil) {
        self.code = code
        self.reason = reason
        self.hint = hint
        self.word = word ?? (code == .handshake ? "handshake-failed" : code.rawValue)
    }

    /// The reason.
    public var description: String { reason }

    /// Compares the codes only.
    public static func == (left: LinkError, right: LinkError) -> Bool { left.code == right.code }

    /// Feeds the code only.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
