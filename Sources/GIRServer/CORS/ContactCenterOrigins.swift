import FoundationEssentials
import GIRConfigKit
import GIRStore
import Logging
import Synchronization

/// The lists of origins that contact centers have in their settings, kept in memory for a time.
final class ContactCenterOrigins: Sendable {
    /// The list of each contact center that has one.
    typealias Lists = [String: AllowedOrigins]

    private struct State {
        var lists: Lists = [:]
        var readAt: ContinuousClock.Instant?
        var reading: Task<Lists, Never>?
    }

    private let store: (any ContactCenterStore & SettingStore)?
    private let lifetime: Duration
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter store: where the settings are; nil for none.
    init(store: (any ContactCenterStore & SettingStore)?, lifetime: Duration, logger: Logger) {
        self.store = store
        self.lifetime = lifetime
        self.logger = logger
    }

    /// The lists as they were last read.
    var latest: Lists { state.withLock { $0.lists } }

    /// The lists, read anew where they are older than their lifetime; who comes meanwhile waits for the same reading.
    func current() async -> Lists {
        guard let store else { return [:] }
        let reading = state.withLock { state -> Task<Lists, Never>? in
            if let readAt = state.readAt, ContinuousClock.now - readAt < lifetime { return nil }
            if let reading = state.reading { return reading }
            let reading = Task { await self.read(from: store) }
            state.reading = reading
            return reading
        }
        return await reading?.value ?? latest
    }

    /// Reads all lists.
    ///
    /// Where the store does not answer the old ones stay: a page that worked goes on to work.
    private func read(from store: any ContactCenterStore & SettingStore) async -> Lists {
        var lists: Lists?
        do {
            var found: Lists = [:]
            for contactCenter in try await store.contactCenters() {
                let settings = try await store.settings(of: contactCenter.id, group: Self.group)
                guard let setting = settings.first(where: { $0.name == Self.name }) else { continue }
                found[contactCenter.id] = AllowedOrigins(Self.entries(setting.value))
            }
            lists = found
        } catch {
            let reason = (error as? StoreError)?.reason ?? "\(type(of: error))"
            logger.warning(
                "origins of contact centers cannot be read, the last ones stay",
                metadata: ["reason": "\(reason)"]
            )
        }
        return state.withLock { state in
            if let lists { state.lists = lists }
            state.readAt = ContinuousClock.now
            state.reading = nil
            return state.lists
        }
    }

    /// The group and the name of the setting in `/api/v2/settings`.
    static let group = "access-control"
    static let name = "allowedOrigins"

    /// The entries of a setting: a list of texts, or one text with commas as in application.yaml.
    private static func entries(_ json: String) -> [String] {
        let data = Data(json.utf8)
        if let list = try? JSONDecoder().decode([String].self, from: data) { return list }
        guard let text = try? JSONDecoder().decode(String.self, from: data) else { return [] }
        return text.split(separator: ",").map { $0.filter { $0 != " " } }
    }
}
