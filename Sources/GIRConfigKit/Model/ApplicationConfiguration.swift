/// What a source of application.yaml sets, with the defaults of the catalogue where it sets nothing.
///
/// Several documents of a source are merged as Spring does it: later ones win, option by option.
public struct ApplicationConfiguration: Sendable {
    /// A value that Spring takes from the environment.
    public struct Placeholder: Sendable, Hashable {
        /// The path of the option.
        public let path: String
        /// Where the value is written.
        public let span: SourceSpan
    }

    /// The section `logging`.
    public let logging: LoggingSettings
    /// The section `jetty`.
    public let jetty: JettySettings
    /// The section `cassandraCluster`.
    public let cassandraCluster: CassandraSettings
    /// The section `serverSettings`.
    public let serverSettings: ServerSettings
    /// The section `onPremiseSettings`.
    public let onPremiseSettings: PremiseSettings
    /// The section `girctl`.
    public let girctl: GirctlSettings
    /// What the section `girctl` says about running the server.
    public let operation: OperationSettings
    /// The values with `${…}`, which are read as if they were not written, passwords too.
    public let placeholders: [Placeholder]
    /// What is set, to be compared with another source.
    public let written: WrittenOptions
    /// Whether the source sets nothing at all, known or not.
    public let isEmpty: Bool

    /// Reads and checks a source.
    ///
    /// The configuration is nil when the source is not YAML. A value that cannot be read counts as not written: the
    /// report has an error for it, so that whoever acts on the configuration asks ``LintReport/failed(at:)`` first.
    ///
    /// - Parameter keyFile: the key file that was named, so that the commands of remedies name it too.
    public static func read(
        _ source: SourceText,
        linter: Linter = Linter(),
        keyFile: String? = nil
    ) -> (configuration: ApplicationConfiguration?, report: LintReport) {
        let context = LintContext(source, OptionCatalogue.standard, keyFile: keyFile)
        let report = linter.report([context])
        guard context.stream.failure == nil else { return (nil, report) }
        return (ApplicationConfiguration(SettingReader(context)), report)
    }

    init(_ reader: SettingReader) {
        logging = LoggingSettings(reader)
        jetty = JettySettings(reader)
        cassandraCluster = CassandraSettings(reader)
        serverSettings = ServerSettings(reader)
        onPremiseSettings = PremiseSettings(reader)
        girctl = GirctlSettings(reader)
        operation = OperationSettings(reader)
        placeholders = reader.placeholders
        written = reader.written
        isEmpty = reader.isEmpty
    }
}
