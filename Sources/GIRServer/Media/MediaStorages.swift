import GIRLinks
import GIRPKI

/// The WebDAV folders of a contact center: the settings `storage` of the group `screen-recording`.
struct MediaStorages: Sendable {
    private struct Storage {
        let location: String
        let isActive: Bool
        let folder: WebDAVStorage
    }

    private let storages: [Storage]

    /// Reads the settings.
    init(of contactCenter: String, _ api: API) async throws {
        let settings = try await api.tenants.values("storage", of: "screen-recording", contactCenter)
        storages = settings.sorted { $0.key < $1.key }.flatMap { location, value in
            (value.elements ?? []).compactMap { element in
                guard let members = element.members, let credential = members["credential"]?.members,
                    let root = credential["storagePath"]?.text.flatMap({ WebAddress($0) }),
                    let user = credential["userName"]?.text, let password = credential["password"]?.text
                else { return nil }
                let credentials = WebCredentials(user: user, password: Secret(password))
                return Storage(
                    location: location,
                    isActive: members["active"] != .bool(false),
                    folder: WebDAVStorage(root, credentials: credentials, client: api.media.webDAV)
                )
            }
        }
    }

    /// The folder that an address is in; of several the innermost one.
    ///
    /// An address in none is nobody's: no password is for it.
    func folder(of address: WebAddress) -> WebDAVStorage? {
        storages.filter { address.isBelow($0.folder.root) }
            .max { $0.folder.root.path.utf8.count < $1.folder.root.path.utf8.count }?.folder
    }

    /// The active folder for a location, or for the nearest one above it.
    func folder(for location: String) -> WebDAVStorage? {
        for place in SettingLocation.chain(location) {
            if let storage = storages.first(where: { $0.location == place && $0.isActive }) { return storage.folder }
        }
        return nil
    }
}

/// Where in the tree of locations a setting is looked for.
enum SettingLocation {
    /// The location, those above it, and the setting without one: `/US/CA`, `/US`, the empty one.
    static func chain(_ location: String) -> [String] {
        // No setting has a longer one.
        guard location.utf8.count <= limit else { return [""] }
        let parts = location.split(separator: "/")
        return (0...parts.count).reversed().map { count in parts.prefix(count).map { "/\($0)" }.joined() }
    }

    /// The most bytes of a location.
    static let limit = 255
}

extension TenantSettings {
    /// The value of a setting for a location, or for the nearest one above it.
    func value(
        _ name: String,
        of group: String,
        _ contactCenter: String,
        for location: String
    ) async throws -> JSONValue? {
        let values = try await values(name, of: group, contactCenter)
        return SettingLocation.chain(location).lazy.compactMap { values[$0] }.first
    }
}
