/// Why an operation on keys, certificates or keystores cannot go on.
///
/// Two errors are equal when their codes are: tests compare codes, people read ``reason`` and ``hint``.
public struct PKIError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; decides the exit status of a command.
    public enum Code: Hashable, Sendable, CaseIterable {
        /// An alias that is already in the keystore.
        case aliasExists
        /// An alias that is not in the keystore.
        case aliasNotFound
        /// A failure inside the cryptographic library that the input does not explain.
        case cryptography
        /// A TLS handshake in memory that one side gave up.
        case handshakeFailed
        /// The keystore's integrity check did not pass: a wrong password or changed bytes.
        case integrityCheckFailed
        /// A parameter that makes no sense, such as a key of 12 bits.
        case invalidParameter
        /// A private key and a certificate that do not belong together.
        case keyMismatch
        /// A count, length or depth above what the decoder accepts.
        case limitExceeded
        /// Bytes that do not follow their format.
        case malformed
        /// Material that is encrypted where no password was given.
        case passwordRequired
        /// The input ends before its format does.
        case truncated
        /// An algorithm that is known by name or OID but not supported.
        case unsupportedAlgorithm
        /// Bytes of no format that can be read here.
        case unsupportedFormat
        /// A private key or value that does not decrypt with this password.
        case wrongPassword
        /// An entry of another kind than the operation needs.
        case wrongEntryKind
    }

    /// The kind of failure; the only part that equality looks at.
    public let code: Code
    /// What is wrong, in the user's words.
    public let reason: String
    /// What to do about it, when there is something.
    public let hint: String?

    /// Makes an error; `reason` and `hint` start in lower case and have no full stop.
    public init(_ code: Code, _ reason: String, hint: String? = nil) {
        self.code = code
        self.reason = reason
        self.hint = hint
    }

    /// The reason, and the hint in parentheses.
    public var description: String { hint.map { "\(reason) (\($0))" } ?? reason }

    /// Whether the codes are the same.
    public static func == (left: PKIError, right: PKIError) -> Bool { left.code == right.code }
    /// Feeds the code.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
