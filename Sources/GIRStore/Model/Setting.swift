/// One setting of a group of a contact center, such as `storage` of `screen-recording` for the location `/US/CA`.
public struct Setting: Hashable, Codable, Sendable {
    /// The contact center that it belongs to.
    public let contactCenter: String
    /// The group, such as `access-control`, `screen-recording` or `speechminer`.
    public let group: String
    /// The name within the group and the location.
    public let name: String
    /// The location it is for; empty for a setting that knows no location.
    public let location: String
    /// The value as JSON text.
    ///
    /// Values that hold secrets are sealed before they come here.
    public var value: String

    /// Makes a setting.
    public init(contactCenter: String, group: String, name: String, location: String = "", value: String) {
        self.contactCenter = contactCenter
        self.group = group
        self.name = name
        self.location = location
        self.value = value
    }
}
