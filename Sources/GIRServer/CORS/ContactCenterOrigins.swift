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
        /// Until when they are not read again.
        var freshUntil: ContinuousClock.Instant?
        var reading: Task<Lists, Never>?
    }

    private let store: (any ContactCenterStore & SettingStore)?
    private let lifetime: Duration
    private let retry: Duration
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameters:
    ///   - store: where the settings are; nil for none.
    ///   - retry: how long after a failure they are read again, where the lifetime is not shorter.
    init(
        store: (any ContactCenterStore & SettingStore)?,
        lifetime: Duration,
        retry: Duration = .seconds(5),
        logger: Logger
    ) {
        self.store = store
        self.lifetime = lifetime
        self.retry = min(retry, lifetime)
        self.logger = logger
    }

    /// The lists as they were last read.
    var latest: Lists { state.withLock { $0.lists } }

    /// The lists, read anew where they are older than their lifetime; who comes meanwhile waits for the same reading.
    func current() async -> Lists {
        guard let store else { return [:] }
        let reading = state.withLock { state -> Task<Lists, Never>? in
            if let freshUntil = state.freshUntil, ContinuousClock.now < freshUntil { return nil }
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
        let settings = TenantSettings(store: store, vault: nil)
        do {
            var found: Lists = [:]
            for contactCenter in try await store.contactCenters() {
                let group = try await store.settings(of: contactCenter.id, group: Self.group)
                guard let setting = group.first(where: { $0.name == Self.name }) else { continue }
                let value = try? settings.value(of: setting)
                found[contactCenter.id] = AllowedOrigins(value.map(Self.entries) ?? [])
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
            state.freshUntil = ContinuousClock.now + (lists == nil ? retry : lifetime)
            state.reading = nil
            return state.lists
        }
    }

    /// The group and the name of the setting in `/api/v2/settings`.
    static let group = "access-control"
    static let name = "allowedOrigins"

    /// The entries of a setting: a list of texts, or one text with commas as in application.yaml.
    ///
    /// `null` is none: pages without an origin are anybody's, and a setting that came by an import was not looked at.
    private static func entries(_ value: JSONValue) -> [String] {
        let all =
            value.elements?.compactMap(\.text)
            ?? (value.text ?? "").split(separator: ",").map { String($0.trimmingWhitespace) }
        return all.filter { $0 != "null" }
    }
}
