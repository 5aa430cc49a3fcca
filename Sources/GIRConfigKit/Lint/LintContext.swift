/// What a rule sees of a source.
final class LintContext: Sendable {
    /// The source.
    let source: SourceText
    /// Its documents, comments and the reason why it is not YAML.
    let stream: YAMLStream
    /// The line from which on the source is not YAML; nil where all of it is.
    let end: Int?
    /// Which program reads the source.
    let kind: ConfigurationKind
    /// The options that are known of it.
    var catalogue: OptionCatalogue { table.catalogue }
    /// Whether it is a node of a cluster: it has server settings.
    let isNode: Bool
    /// Its keys.
    private let table: SettingTable
    /// The way to the files that the source names; nil where they are not looked into.
    let files: LintFiles?
    /// What was found in the files that the source names; empty where they are not looked into.
    let stores: [StoreInspection]
    /// What was found when the peers of the outbound links were asked; empty where they are not.
    let links: [LinkInspection]
    /// The key file that was named, for the commands of remedies; nil where the usual one is meant.
    let keyFile: String?

    /// Reads a source, and what is in the files that it names.
    convenience init(
        _ source: SourceText,
        _ files: LintFiles? = nil,
        links: [LinkInspection] = [],
        keyFile: String? = nil
    ) {
        let stream = YAMLComposer.compose(source)
        let kind = ConfigurationKind(of: stream, at: source.path)
        let catalogue = kind == .cassandra ? OptionCatalogue.cassandra : .standard
        let alone = LintContext(source, stream, kind, SettingTable(stream, catalogue), files)
        self.init(source, stream, kind, alone.table, files, StoreInspection.all(in: alone), links, keyFile: keyFile)
    }

    /// Reads a source as application.yaml with a catalogue.
    convenience init(_ source: SourceText, _ catalogue: OptionCatalogue, keyFile: String? = nil) {
        let stream = YAMLComposer.compose(source)
        self.init(source, stream, .application, SettingTable(stream, catalogue), nil, keyFile: keyFile)
    }

    private init(
        _ source: SourceText,
        _ stream: YAMLStream,
        _ kind: ConfigurationKind,
        _ table: SettingTable,
        _ files: LintFiles?,
        _ stores: [StoreInspection] = [],
        _ links: [LinkInspection] = [],
        keyFile: String? = nil
    ) {
        self.source = source
        self.stream = stream
        end = stream.failure.map { min($0.position.start.line, $0.context?.span.start.line ?? .max) }
        self.kind = kind
        isNode = table.row(of: "serverSettings").map { Setting(table, $0).value.holdsKeys } ?? false
        self.table = table
        self.files = files
        self.stores = stores
        self.links = links
        self.keyFile = keyFile
    }

    /// The known keys of all documents in source order; what `<<` brings in stands before its mapping's own.
    var settings: SettingList { SettingList(table) }

    /// The settings of options that a rule may judge and that have some traits: single values and lists, not those that
    /// are only remembered.
    func values(
        having traits: SettingTraits,
        lacking others: SettingTraits = []
    ) -> some Sequence<(option: ConfigurationOption, setting: Setting)> {
        withOptions(settings.having(traits.union(.judged), lacking: others))
    }

    /// The settings of passwords and keys, also of those that are only remembered.
    var secrets: some Sequence<(option: ConfigurationOption, setting: Setting)> { secrets(having: []) }

    /// Those of them that have some traits, and none of some others.
    func secrets(
        having traits: SettingTraits,
        lacking others: SettingTraits = []
    ) -> some Sequence<(option: ConfigurationOption, setting: Setting)> {
        withOptions(settings.having(traits.union(.secret), lacking: others))
    }

    /// The keys that are not known at their place.
    var unknownKeys: some RandomAccessCollection<UnknownKey> {
        table.unknown.indices.lazy.map { UnknownKey(self.table, $0) }
    }

    /// Whether there is so much to look at that other threads are of help.
    var isLarge: Bool { table.rows.count + table.unknown.count > 10_000 }

    /// The setting that counts for an option: of several documents, and of duplicates, the last.
    subscript(path: String) -> Setting? { table.row(of: path).map { Setting(table, $0) } }

    private func withOptions(_ settings: SettingList) -> some Sequence<(option: ConfigurationOption, setting: Setting)>
    {
        settings.lazy.compactMap { setting in setting.option.map { ($0, setting) } }
    }

    /// Whether an option is set to something that Spring would read as this flag.
    func isSet(_ path: String, to flag: Bool) -> Bool { self[path]?.flag == flag }

    /// The number that counts: the one written, or a default that documentation or its sample has.
    func number(_ path: String) -> Int? {
        if let setting = self[path], !setting.isNull { return setting.number }
        return defaultText(of: path).flatMap { Int($0) }
    }

    /// Whether an option has a value: not left out, not null, not an empty text.
    func hasValue(_ path: String) -> Bool {
        guard let setting = self[path] else { return false }
        return !setting.isNull && setting.value.scalarText != ""
    }

    /// The default of an option that documentation or its sample has.
    func defaultText(of path: String) -> String? {
        guard let value = catalogue.option(at: path)?.defaultValue else { return nil }
        return value.origin == .documented || value.origin == .sample ? value.text : nil
    }
}
