/// Why a link is not there.
///
/// Two errors are equal when their codes are.
public struct LinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of reasons.
    public enum Code: String, Sendable, Hashable, CaseIterable {
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
        /// There is no connection.
        case unreachable
    }

    /// The kind of reason.
    public let code: Code
    /// The reason in words; starts in lower case and has no full stop.
    public let reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }

    /// Compares the codes only.
    public static func == (left: LinkError, right: LinkError) -> Bool { left.code == right.code }

    /// Feeds the code only.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
