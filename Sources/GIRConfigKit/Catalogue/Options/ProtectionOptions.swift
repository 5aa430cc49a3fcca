/// The options of the section `serverSettings` about caches, the DoS filter and logged headers.
enum ProtectionOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.cachingSettings.enableSystemWideCaching",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether anything is cached."
        ),
        ConfigurationOption(
            "serverSettings.cachingSettings.agentStatesTTL",
            .integer(0...javaMaximum, .seconds),
            .recollection,
            default: .recollection("30"),
            "How long agent states are kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.cachingSettings.contactCenterFeaturesTTL",
            .integer(0...javaMaximum, .seconds),
            .recollection,
            default: .recollection("30"),
            "How long the features of a contact center are kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.cachingSettings.contactCenterSettingsTTL",
            .integer(0...javaMaximum, .seconds),
            .recollection,
            default: .recollection("30"),
            "How long the settings of a contact center are kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.enableDosFilter",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether clients that send too many requests are slowed down."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.maxRequestsPerSec",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("25"),
            "How many requests a client may send in a second before it is slowed down."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.delayMs",
            .integer(-1...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("100"),
            "How long a request above the limit is held; -1 rejects it."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.maxWaitMs",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("50"),
            "How long a request waits for a place before it is put in a queue."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.throttledRequests",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("5"),
            "How many requests above the limit are worked on at once."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.throttleMs",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("30000"),
            "How long a request waits in the queue."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.maxRequestMs",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("30000"),
            "How long a request may take."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.maxIdleTrackerMs",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("30000"),
            "How long a client that sends nothing is remembered."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.insertHeaders",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether answers say that the request was held or queued."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.trackSessions",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether clients are told apart by their session."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.remotePort",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether clients without a session are told apart by address and port."
        ),
        ConfigurationOption(
            "serverSettings.dosFilterSettings.ipWhitelist",
            .commaList,
            .recollection,
            "Addresses that are never slowed down."
        ),
        ConfigurationOption(
            "serverSettings.logHeaderSettings.enableLogHeader",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether each log file begins with facts about the installation."
        ),
        ConfigurationOption(
            "serverSettings.logHeaderSettings.updateOnPremiseInfoInterval",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("600"),
            "How often those facts are brought up to date."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
