/// The options of the section `onPremiseSettings`: the first connection to Configuration Server.
enum PremiseOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "onPremiseSettings",
            .section,
            .documented(.security),
            "The first connection to Configuration Server; read by the sync node."
        ),
        ConfigurationOption(
            "onPremiseSettings.cmeHost",
            .text,
            .field,
            default: .recollection("localhost"),
            isMandatory: true,
            "The host of the primary Configuration Server."
        ),
        ConfigurationOption(
            "onPremiseSettings.cmePort",
            .port,
            .field,
            default: .recollection("8888"),
            isMandatory: true,
            "The port of the primary Configuration Server; with TLS one whose listening mode is secured."
        ),
        ConfigurationOption(
            "onPremiseSettings.backupCmeHost",
            .text,
            .recollection,
            default: .recollection("localhost"),
            "The host of the backup Configuration Server."
        ),
        ConfigurationOption(
            "onPremiseSettings.backupCmePort",
            .port,
            .recollection,
            default: .recollection("8888"),
            "The port of the backup Configuration Server."
        ),
        ConfigurationOption(
            "onPremiseSettings.countryCode",
            .text,
            .field,
            default: .recollection("US"),
            "The country of the telephone numbers: two letters of ISO 3166."
        ),
        ConfigurationOption(
            "onPremiseSettings.tlsEnabled",
            .boolean,
            .documented(.security),
            default: .documented("false"),
            "Whether the first connection to Configuration Server uses TLS."
        ),
    ]
}
