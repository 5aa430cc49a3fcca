/// What a user may do in a contact center; the value of `roles` in section `[htcc]` of a person's annex.
public enum Role: String, CaseIterable, Codable, Sendable {
    case agent
    case supervisor
    case admin

    /// The name in the API's JSON: `ROLE_AGENT`.
    public var apiName: String { "ROLE_" + rawValue.uppercased() }
}
