/// What the program uses where an option is not written.
public struct OptionDefault: Sendable, Hashable {
    /// Where a default was found.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        /// The documentation calls it the default, or implies it.
        case documented
        /// An installation has it.
        case field
        /// It is remembered.
        case recollection
        /// The documentation's sample has it.
        case sample
    }

    /// The value as it would be written in the file.
    public let text: String
    /// Where it was found.
    public let origin: Origin

    /// A default of the documentation.
    public static func documented(_ text: String) -> OptionDefault { OptionDefault(text: text, origin: .documented) }
    /// The value of an installation.
    public static func field(_ text: String) -> OptionDefault { OptionDefault(text: text, origin: .field) }
    /// A default that is remembered.
    public static func recollection(_ text: String) -> OptionDefault {
        OptionDefault(text: text, origin: .recollection)
    }
    /// The value of the documentation's sample.
    public static func sample(_ text: String) -> OptionDefault { OptionDefault(text: text, origin: .sample) }
}
