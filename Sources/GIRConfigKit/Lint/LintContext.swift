/// What a rule sees of a source.
struct LintContext: Sendable {
    /// The source.
    let source: SourceText
    /// Its documents, comments and the reason why it is not YAML.
    let stream: YAMLStream
    /// Which program reads the source.
    let kind: ConfigurationKind
    /// The options that are known of it.
    let catalogue: OptionCatalogue
    /// The known keys of all documents in source order; what `<<` brings in stands before its mapping's own.
    let settings: [Setting]
    /// The settings of options that a rule may judge: single values and lists, not those that are only remembered.
    let values: [(option: ConfigurationOption, setting: Setting)]
    /// The settings of passwords and keys, also of those that are only remembered.
    let secrets: [(option: ConfigurationOption, setting: Setting)]
    /// The keys that are not known at their place.
    let unknownKeys: [UnknownKey]
    /// The way to the files that the source names; nil where they are not looked into.
    let files: LintFiles?
    /// What was found in the files that the source names; empty where they are not looked into.
    private(set) var stores: [StoreInspection] = []
    /// What was found when the peers of the outbound links were asked; empty where they are not.
    var links: [LinkInspection] = []
    private let lastPlaces: [Int]
    private let lastBelowLists: [String: Int]

    init(_ source: SourceText, _ files: LintFiles? = nil) {
        let stream = YAMLComposer.compose(source)
        let kind = ConfigurationKind(of: stream, at: source.path)
        self.init(source, stream, kind, kind == .cassandra ? .cassandra : .standard, files)
    }

    /// Reads a source as application.yaml with a catalogue.
    init(_ source: SourceText, _ catalogue: OptionCatalogue) {
        self.init(source, YAMLComposer.compose(source), .application, catalogue, nil)
    }

    private init(
        _ source: SourceText,
        _ stream: YAMLStream,
        _ kind: ConfigurationKind,
        _ catalogue: OptionCatalogue,
        _ files: LintFiles?
    ) {
        self.source = source
        self.stream = stream
        self.kind = kind
        self.catalogue = catalogue
        self.files = files
        let collector = SettingCollector.collect(stream, catalogue)
        settings = collector.settings
        unknownKeys = collector.unknownKeys
        lastPlaces = collector.lastPlaces
        lastBelowLists = collector.lastBelowLists
        var values: [(option: ConfigurationOption, setting: Setting)] = []
        values.reserveCapacity(settings.count)
        var secrets: [(option: ConfigurationOption, setting: Setting)] = []
        for setting in settings {
            guard let option = setting.option else { continue }
            if option.confidence != .recollection, !setting.isSection { values.append((option, setting)) }
            if option.isSecret { secrets.append((option, setting)) }
        }
        self.values = values
        self.secrets = secrets
        stores = StoreInspection.all(in: self)
    }

    /// The setting that counts for an option: of several documents, and of duplicates, the last.
    subscript(path: String) -> Setting? {
        if let place = catalogue.place(of: path), catalogue.nodes[place].path != nil {
            return lastPlaces[place] < 0 ? nil : settings[lastPlaces[place]]
        }
        return lastBelowLists[path].map { settings[$0] }
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
