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
    ///
    /// - Throws: ``StoreError`` of the code `data` where it does not open with the key of now, in words for the log.
    func value(of setting: Setting) throws -> JSONValue {
        try JSONParser.value(Array(try text(of: setting).utf8))
    }

    private func text(of setting: Setting) throws(StoreError) -> String {
        guard SettingVault.isSealed(setting.value) else { return setting.value }
        guard let vault else {
            throw StoreError(
                .data,
                "a setting is sealed, and no 'serverSettings.cryptoSecurityKey' is configured",
                hint: "set the one that it was sealed with"
            )
        }
        do throws(PKIError) { return try vault.open(setting) } catch {
            throw StoreError(.data, error.reason, hint: error.hint)
        }
    }

    /// Why the sealed settings of a contact center do not open; nil where they do, or where there are none.
    func fault(of contactCenter: String) async throws -> StoreError? {
        for kind in SettingKind.all where kind.isSecret {
            for setting in try await store.settings(of: contactCenter, group: kind.group)
            where setting.name == kind.name {
                do throws(StoreError) { _ = try text(of: setting) } catch { return error }
            }
        }
        return nil
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
