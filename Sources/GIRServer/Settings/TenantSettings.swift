import GIRPKI
import GIRStore

/// The settings of contact centers in the clear, for the server's own parts: CORS, the links to WebDAV, RCS and SpeechMiner.
struct TenantSettings: Sendable {
    let store: any SettingStore
    /// Nil where no `cryptoSecurityKey` is configured; then no setting with passwords is kept.
    let vault: SettingVault?

    /// The values of a setting by location; nil where they cannot be opened with the key of now.
    func values(_ name: String, of group: String, _ contactCenter: String) async throws -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for setting in try await store.settings(of: contactCenter, group: group) where setting.name == name {
            values[setting.location] = try value(of: setting)
        }
        return values
    }

    /// The value of a setting.
    func value(of setting: Setting) throws -> JSONValue {
        var text = setting.value
        if SettingVault.isSealed(text) {
            guard let vault else {
                throw PKIError(.passwordRequired, "a setting is sealed, and no 'cryptoSecurityKey' is configured")
            }
            text = try vault.open(setting)
        }
        return try JSONParser.value(Array(text.utf8))
    }

    /// Keeps a value, sealed where it holds passwords.
    func keep(_ value: JSONValue, as kind: SettingKind, _ setting: Setting) async throws {
        var setting = setting
        setting.value = value.json
        if kind.isSecret {
            guard let vault else {
                throw APIError(.forbidden, "Settings with passwords are not kept: this server has no key for them.")
            }
            setting.value = try vault.seal(setting.value, for: setting)
        }
        try await store.set(setting)
    }
}
