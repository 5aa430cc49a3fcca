/// A word that recordings may be labelled with.
public struct LabelDefinition: Hashable, Codable, Sendable {
    /// The contact center that it belongs to.
    public let contactCenter: String
    /// The name: ASCII, with case, not beginning with two underscores.
    public let name: String
    /// The name for people.
    public var displayName: String
    /// What it means.
    public var description: String

    /// Makes a definition.
    public init(contactCenter: String, name: String, displayName: String, description: String) {
        self.contactCenter = contactCenter
        self.name = name
        self.displayName = displayName
        self.description = description
    }
}

/// A label on a recording.
public struct Label: Hashable, Codable, Sendable {
    /// The name of its definition.
    public let name: String
    /// What is noted with it; may be empty.
    public var value: String

    /// Makes a label.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
