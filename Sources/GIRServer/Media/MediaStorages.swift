import GIRLinks
import GIRPKI
import Logging

/// The WebDAV folders of a contact center: the settings `storage` of the group `screen-recording`.
///
/// One that cannot be read, as an import may have brought, is in its place all the same: instead of another folder's files
/// there is an error.
struct MediaStorages: Sendable {
    private struct Storage {
        let location: String
        let isActive: Bool
        /// Nil where the setting cannot be read.
        let folder: WebDAVStorage?
    }

    private let storages: [Storage]
    private let logger: Logger

    /// Reads the settings.
    init(of contactCenter: String, _ api: API, _ logger: Logger) async throws {
        let settings = try await api.tenants.values("storage", of: "screen-recording", contactCenter)
        storages = settings.sorted { $0.key < $1.key }.flatMap { location, value in
            let location = SettingLocation.plain(location)
            guard let elements = value.elements else {
                return [Storage(location: location, isActive: true, folder: nil)]
            }
            return elements.map { element in
                Storage(
                    location: location,
                    isActive: element.members?["active"] != .bool(false),
                    folder: Self.folder(element, api)
                )
            }
        }
        self.logger = logger
    }

    private static func folder(_ storage: JSONValue, _ api: API) -> WebDAVStorage? {
        guard let credential = storage.members?["credential"]?.members,
            let root = credential["storagePath"]?.text.flatMap({ WebAddress($0) }),
            let user = credential["userName"]?.text, let password = credential["password"]?.text
        else { return nil }
        let credentials = WebCredentials(user: user, password: Secret(password))
        return WebDAVStorage(root, credentials: credentials, client: api.media.webDAV)
    }

    /// The folder that an address is in; of several the innermost one.
    ///
    /// An address in none is nobody's: no password is for it.
    func folder(of address: WebAddress) throws(APIError) -> WebDAVStorage? {
        let found = storages.compactMap(\.folder).filter { address.isBelow($0.root) }
            .max { $0.root.path.utf8.count < $1.root.path.utf8.count }
        if found == nil, let unreadable = storages.first(where: { $0.folder == nil }) { throw failure(unreadable) }
        return found
    }

    /// The active folder for a location, or for the nearest one above it.
    func folder(for location: String) throws(APIError) -> WebDAVStorage? {
        for place in SettingLocation.chain(location) {
            guard let storage = storages.first(where: { $0.location == place && $0.isActive }) else { continue }
            guard let folder = storage.folder else { throw failure(storage) }
            return folder
        }
        return nil
    }

    private func failure(_ storage: Storage) -> APIError {
        TenantSettings.unreadable("storage", location: storage.location, logger)
    }
}

/// Where in the tree of locations a setting is looked for.
enum SettingLocation {
    /// A location without what makes no difference: `/US/CA/` is `/US/CA`, and `/` is the one above all, the empty one.
    static func plain(_ location: String) -> String { location.split(separator: "/").map { "/\($0)" }.joined() }

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
        let written = try await values(name, of: group, contactCenter).sorted { $0.key < $1.key }
        let values = Dictionary(written.map { (SettingLocation.plain($0.key), $0.value) }) { first, _ in first }
        return SettingLocation.chain(location).lazy.compactMap { values[$0] }.first
    }

    /// The answer where a setting is there and makes no sense; the log says which one.
    static func unreadable(_ name: String, location: String, _ logger: Logger) -> APIError {
        logger.error(
            "setting cannot be read, and is to be set anew",
            metadata: ["location": "\(location)", "setting": "\(name)"]
        )
        return .internalError
    }
}
