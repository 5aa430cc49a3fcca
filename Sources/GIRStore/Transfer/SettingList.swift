import Synchronization

/// What a look at all settings has found.
final class SettingList: Sendable {
    private let settings = Mutex<[Setting]>([])

    var all: [Setting] { settings.withLock { $0 } }

    func append(_ setting: Setting) { settings.withLock { $0.append(setting) } }
}
