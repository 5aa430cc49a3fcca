/// The options of the section `serverSettings.backgroundScheduledMediaOperationsSettings`.
enum MediaOperationOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings",
            .section,
            .documented(.features),
            "Backup and purge of recordings."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.enableBackgroundScheduledMediaOperations",
            .boolean,
            .documented(.features),
            default: .documented("true"),
            isMandatory: true,
            "Whether the node runs backup and purge jobs."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.defaultBackupExportURI",
            .uri,
            .documented(.mediaLifecycle),
            default: .documented("file:///tmp/archLocDefault"),
            isMandatory: true,
            "The folder that backups go to when a job names none."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.enableScanAndScroll",
            .boolean,
            .documented(.mediaLifecycle),
            default: .documented("false"),
            "Whether jobs read Elasticsearch with scan and scroll."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.schedulerThreads",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("4"),
            "How many jobs run at once."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.schedulePollingInterval",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("60"),
            "How often the schedule is looked at."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.speechMinerMaxConnection",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("20"),
            "The most connections to one SpeechMiner."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.speechMinerMaxTotalConnection",
            .integer(1...javaMaximum, nil),
            .recollection,
            "The most connections to all SpeechMiners."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.speechMinerSocketTimeout",
            .integer(1...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("60000"),
            "How long SpeechMiner may take to answer."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.useFullPathInMediaFileBackup",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether backups keep the full path of each file."
        ),
        ConfigurationOption(
            "serverSettings.backgroundScheduledMediaOperationsSettings.scanIntervalsPerDay",
            .integer(1...javaMaximum, nil),
            .recollection,
            "Into how many parts a day is cut when jobs search it."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
