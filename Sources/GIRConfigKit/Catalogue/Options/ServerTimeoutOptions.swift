/// The time-outs in the section `serverSettings`.
enum ServerTimeoutOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.activationTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("12000"),
            "How long activating a device or a contact center may take."
        ),
        ConfigurationOption(
            "serverSettings.configServerActivationTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("35000"),
            "How long activating the link to Configuration Server may take."
        ),
        ConfigurationOption(
            "serverSettings.configServerConnectionTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("15000"),
            "How long connecting to Configuration Server may take."
        ),
        ConfigurationOption(
            "serverSettings.connectionTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("4000"),
            "How long connecting to any other server may take."
        ),
        ConfigurationOption(
            "serverSettings.contactCenterSynchronizationTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("60000"),
            "How long to wait for the first synchronisation of a contact center."
        ),
        ConfigurationOption(
            "serverSettings.inactiveUserTimeout",
            .integer(0...javaMaximum, .seconds),
            .recollection,
            default: .recollection("60"),
            "How long a user without a session for events stays logged in."
        ),
        ConfigurationOption(
            "serverSettings.reconnectAttempts",
            .integer(0...javaMaximum, nil),
            .recollection,
            default: .recollection("1"),
            "How many times a lost connection is tried again."
        ),
        ConfigurationOption(
            "serverSettings.reconnectTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("10000"),
            "How long to wait before a lost connection is tried again."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
