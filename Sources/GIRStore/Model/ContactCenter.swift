/// A tenant: its users, settings and recordings are apart from every other's.
public struct ContactCenter: Hashable, Codable, Sendable {
    /// 32 hexadecimal digits in lower case.
    public let id: String
    /// The name that admins know it by; without a period.
    public var domain: String
    /// Whether its users are those of Configuration Server; RWS's own users are asked only where this is false.
    public var usesConfigurationServer: Bool
    /// The features that are switched on, such as `/api/api-supervisor-recording`.
    public var features: Set<String>

    /// Makes a contact center.
    public init(id: String, domain: String, usesConfigurationServer: Bool, features: Set<String> = []) {
        self.id = id
        self.domain = domain
        self.usesConfigurationServer = usesConfigurationServer
        self.features = features
    }
}
