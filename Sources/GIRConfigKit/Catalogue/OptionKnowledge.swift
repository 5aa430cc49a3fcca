/// Where the knowledge about an option comes from.
public enum OptionKnowledge: Sendable, Hashable {
    /// How surely an option is known.
    public enum Confidence: String, Sendable, Hashable, CaseIterable {
        /// Read in the vendor's documentation.
        case documented
        /// Read in the configuration of an installation.
        case field
        /// Of this program: RWS passes over it.
        case own
        /// Remembered from pages that can no longer be read: never a reason for more than a note.
        case recollection
    }

    /// The page of the vendor's documentation that has the option.
    case documented(VendorPage)
    /// The option was seen in the configuration of an installation.
    case field
    /// The option is this program's own.
    case own
    /// The option is remembered.
    case recollection

    /// How sure the knowledge is.
    public var confidence: Confidence {
        switch self {
        case .documented: .documented
        case .field: .field
        case .own: .own
        case .recollection: .recollection
        }
    }
}
