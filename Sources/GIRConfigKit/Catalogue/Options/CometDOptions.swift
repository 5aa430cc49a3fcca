/// The options of the section `serverSettings.cometDSettings`.
enum CometDOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.cometDSettings.cookieHttpOnly",
            .boolean,
            .field,
            default: .field("true"),
            "Whether the cookie of the event channel is hidden from scripts."
        ),
        ConfigurationOption(
            "serverSettings.cometDSettings.cookieSecure",
            .boolean,
            .field,
            default: .field("false"),
            "Whether browsers send the cookie of the event channel over TLS only."
        ),
        ConfigurationOption(
            "serverSettings.cometDSettings.cookieSameSite",
            .enumeration(["Strict", "Lax", "None"]),
            .field,
            default: .field("Lax"),
            "Whether browsers send the cookie of the event channel with requests from other sites."
        ),
        ConfigurationOption(
            "serverSettings.cometDSettings.cookieDomain",
            .text,
            .recollection,
            "The domain of the cookie of the event channel."
        ),
        ConfigurationOption(
            "serverSettings.cometDSettings.cookiePath",
            .text,
            .recollection,
            "The path of the cookie of the event channel."
        ),
        ConfigurationOption(
            "serverSettings.cometDSettings.maxSessionsPerBrowser",
            .integer(-1...javaMaximum, nil),
            .recollection,
            default: .recollection("1"),
            "How many event channels one browser may hold open."
        ),
        ConfigurationOption(
            "serverSettings.cometDSettings.multiSessionInterval",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("2000"),
            "How often a browser above that number may ask for events."
        ),
        ConfigurationOption(
            "cometD",
            .section,
            .field,
            "Settings of the event channel; seen in one file, and in no documentation."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
