/// The section `logging`.
public struct LoggingSettings: Sendable {
    /// The logback file.
    public let config: String?
    /// The name of the main log file.
    public let file: String?
    /// The folder of the log files.
    public let path: String?

    init(_ reader: SettingReader) {
        config = reader.writtenText("logging.config")
        file = reader.writtenText("logging.file")
        path = reader.writtenText("logging.path")
    }
}
