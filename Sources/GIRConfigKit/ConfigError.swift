import GIRPKI

/// Why an operation on a configuration or its passwords cannot go on.
///
/// Two errors are equal when their codes are: tests compare codes, people read ``reason`` and ``hint``.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; decides the exit status of a command.
    public enum Code: Hashable, Sendable, CaseIterable {
        /// A baseline that does not follow its format.
        case baselineMalformed
        /// A failure of the cryptographic library that the input does not explain.
        case cryptography
        /// An encrypted value that is not complete, or whose bytes are not the ones that were written.
        case damagedValue
        /// A value that was encrypted by the vendor's program, whose cipher is not public.
        case foreignValue
        /// A member of a cluster with a name or address that none can have.
        case invalidMember
        /// A key that cannot be retired because new values are encrypted with it.
        case keyActive
        /// A key file that does not follow its format.
        case keyFileMalformed
        /// An encrypted value where no key file was given.
        case keyMissing
        /// A key id that a command names and the key file does not have.
        case keyNotFound
        /// A length or count above what is accepted.
        case limitExceeded
        /// A text that is not an encrypted value at all.
        case notEncrypted
        /// A value whose bytes in the source cannot be replaced without changing more than the value.
        case notReplaceable
        /// An option that the configuration does not contain.
        case optionNotFound
        /// An obfuscated value that Jetty would not have written.
        case obfuscationMalformed
        /// A value that is bound to an option, where no option is named.
        case optionRequired
        /// A value that was encrypted with a passphrase, where none was given.
        case passphraseRequired
        /// The id or name of a rule that there is not.
        case ruleNotFound
        /// A source that is not valid YAML.
        case syntax
        /// A value that was encrypted with a key that is not in the key file.
        case unknownKey
        /// A format version that this program does not know.
        case unsupportedVersion
    }

    /// Where in the configuration the reason lies.
    public struct Place: Hashable, Sendable {
        /// The path of the option, such as `cassandraCluster.password`.
        public let path: String
        /// The range of the value in the source text.
        public let span: SourceSpan

        /// Makes a place from an option's path and its value's range.
        public init(path: String, span: SourceSpan) {
            self.path = path
            self.span = span
        }
    }

    /// The kind of failure; the only part that equality looks at.
    public let code: Code
    /// What is wrong, in the user's words.
    public let reason: String
    /// What to do about it, when there is something.
    public let hint: String?
    /// Where it is wrong, when it is in a configuration.
    public let place: Place?

    /// Makes an error; `reason` and `hint` start in lower case and have no full stop.
    public init(_ code: Code, _ reason: String, hint: String? = nil, place: Place? = nil) {
        self.code = code
        self.reason = reason
        self.hint = hint
        self.place = place
    }

    /// The same error with the place of the value it is about.
    public func at(_ place: Place) -> ConfigError { ConfigError(code, reason, hint: hint, place: place) }

    /// The reason with the hint behind it.
    public var description: String { hint.map { "\(reason) (\($0))" } ?? reason }

    /// Compares the codes only.
    public static func == (left: ConfigError, right: ConfigError) -> Bool { left.code == right.code }

    /// Feeds the code only.
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension ConfigError {
    /// A failure of the cryptography below, which the configuration does not explain.
    init(_ error: PKIError) {
        self.init(error.code == .limitExceeded ? .limitExceeded : .cryptography, error.reason, hint: error.hint)
    }
}
