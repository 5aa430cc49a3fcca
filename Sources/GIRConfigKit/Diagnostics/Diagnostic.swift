/// What is wrong with an input, where, and what to do about it.
///
/// Diagnostics are collected, errors are thrown. No text in one holds a secret of the source.
public struct Diagnostic: Sendable, Hashable {
    /// How much a finding matters.
    public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Worth knowing.
        case note
        /// Works, and should not stay.
        case warning
        /// Does not do what it says; `girctl serve` refuses to start with it.
        case error

        /// A note is less than a warning, and a warning less than an error.
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// The id of the rule, such as `GIR101`; `GIR000` where the source is not YAML.
    public let id: String
    /// The name of the rule, such as `plaintext-password`.
    public let name: String
    /// How much it matters.
    public let severity: Severity
    /// The headline, which makes sense alone; starts in lower case and has no full stop.
    public let message: String
    /// The path of the source it is about.
    public let file: String
    /// The path of the option, such as `jetty.ssl.port`; empty where it is about no option.
    public let path: String
    /// The place, with a few words for it.
    public let primary: Label
    /// Other places that explain it, such as the first of two definitions.
    public let secondary: [Label]
    /// The key of the section that the place is in, to be shown above it.
    public let section: SourceSpan?
    /// Facts that explain it.
    public let notes: [String]
    /// What to do, in the imperative and ready to copy.
    public let help: [String]
    /// The change that would mend it, when there is one.
    public let fix: Fix?
    /// Why it does not count, when someone decided that it does not.
    public internal(set) var suppression: Suppression?
}
