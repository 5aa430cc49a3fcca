public import FoundationEssentials
public import Logging

/// Writes each event as one line: time, level, message, then `key=value` pairs in the order of the keys.
///
/// Whatever the values hold, a line stays a line: control characters are escaped and long values are cut.
public struct LineLogHandler: LogHandler {
    /// The least level that is written.
    public var logLevel: Logger.Level
    /// What every line has.
    public var metadata: Logger.Metadata = [:]
    /// What every line gets from the task it is written in.
    public var metadataProvider: Logger.MetadataProvider?

    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    /// The most characters of one value.
    static let valueLimit = 2048

    /// Makes a handler that gives each line, with its line end, to `write`.
    public init(
        level: Logger.Level = .info,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        logLevel = level
        self.now = now
        self.write = write
    }

    /// One pair of what every line has.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the event.
    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        let time = LogTimeZone.utc.timestamp(now())
        var line = "\(time) \(event.level.rawValue) \(LogText.escaped(event.message.description))"
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(LogText.value(value.description, limit: Self.valueLimit))"
        }
        write(line + "\n")
    }
}
