/// Why the server cannot start or go on.
///
/// Two errors are equal when their codes are: tests compare codes, people read ``reason`` and ``hint``.
public struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; decides the exit status of the process.
    public enum Code: Hashable, Sendable, CaseIterable {
        /// The port is taken by another process.
        case addressInUse
        /// The port may not be opened by this user.
        case addressNotPermitted
        /// The address is not one of this machine, or is no address.
        case addressUnavailable
        /// A log file that cannot be made or written.
        case cannotWriteLog
        /// The certificate's validity period does not include this moment.
        case certificateNotValidNow
        /// Settings that the server cannot work with.
        case configuration
        /// A file that is not what it should be, or a password that does not open it.
        case data
        /// A fault of the server itself.
        case internalFault
        /// A keystore that has no private key to answer with.
        case noPrivateKey
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

    /// The reason with the hint behind it.
    public var description: String { hint.map { "\(reason) (\($0))" } ?? reason }

    /// Compares the codes only.
    public static func == (left: ServerError, right: ServerError) -> Bool { left.code == right.code }

    /// Feeds the code only.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
