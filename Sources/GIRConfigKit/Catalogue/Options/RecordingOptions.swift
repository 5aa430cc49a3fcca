/// The options of the section `serverSettings` about recordings and their storage.
enum RecordingOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.createCallRecordingCF",
            .boolean,
            .documented(.features),
            default: .documented("false"),
            "Whether a new contact center gets its column families for recordings."
        ),
        ConfigurationOption(
            "serverSettings.crClusterName",
            .text,
            .documented(.features),
            isMandatory: true,
            "The name of the Elasticsearch cluster; equal on all nodes."
        ),
        ConfigurationOption(
            "serverSettings.crRegion",
            .text,
            .documented(.features),
            "The region of the node; recordings of other regions are not found by it."
        ),
        ConfigurationOption(
            "serverSettings.cryptoSecurityKey",
            .text,
            .documented(.features),
            isMandatory: true,
            secrecy: .secret(crypt: .undocumented),
            "The key that encrypts the stored recording settings; equal on all nodes."
        ),
        ConfigurationOption(
            "serverSettings.webDAVMaxConnection",
            .integer(1...javaMaximum, nil),
            .documented(.features),
            default: .recollection("50"),
            "The most connections to one WebDAV server."
        ),
        ConfigurationOption(
            "serverSettings.webDAVMaxTotalConnection",
            .integer(1...javaMaximum, nil),
            .documented(.features),
            default: .recollection("500"),
            "The most connections to all WebDAV servers."
        ),
        ConfigurationOption(
            "serverSettings.webDAVUserName",
            .text,
            .recollection,
            "The user at the WebDAV server."
        ),
        ConfigurationOption(
            "serverSettings.webDAVPassword",
            .text,
            .documented(.cassandraAuthentication),
            secrecy: .secret(crypt: .documented),
            "The password of the user at the WebDAV server."
        ),
        ConfigurationOption(
            "serverSettings.multiPartResolverMaxUploadSize",
            .integer(1...Int.max, .bytes),
            .documented(.features),
            default: .recollection("536870912"),
            "The largest upload, such as a screen recording."
        ),
        ConfigurationOption(
            "serverSettings.multiPartResolverMaxInMemorySize",
            .integer(1...Int.max, .bytes),
            .documented(.features),
            default: .recollection("67108864"),
            "How much of an upload is kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings",
            .section,
            .documented(.features),
            "Recordings: audit and decryption."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings.auditLogDeletedFiles",
            .boolean,
            .documented(.mediaLifecycle),
            default: .documented("false"),
            "Whether each purged recording is written to the audit log."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings.recordCryptoServerDecryptMaxConnection",
            .integer(1...javaMaximum, nil),
            .documented(.features),
            default: .recollection("50"),
            "The most connections to one Recording Crypto Server."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings.recordCryptoServerDecryptMaxTotalConnection",
            .integer(1...javaMaximum, nil),
            .documented(.features),
            default: .recollection("500"),
            "The most connections to all Recording Crypto Servers."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings.recordCryptoServerDecryptSocketTimeout",
            .integer(1...javaMaximum, .milliseconds),
            .documented(.features),
            default: .recollection("30000"),
            "How long a Recording Crypto Server may take to answer."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings.keySpaceNameSettingsCacheSecondsTTL",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            "How long the name of a keyspace is kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.recordingSettings.regionsSettingsCacheSecondsTTL",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            "How long the settings of regions are kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingSettings.screenRecordingVoiceEnabled",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether screens are recorded during calls."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingSettings.screenRecordingEServicesEnabled",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether screens are recorded during other interactions."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingSettings.recordingInteractionEventsTTL",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("172800"),
            "How long events of recorded interactions are kept."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingSettings.clientSessionManagerCacheTTL",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("60"),
            "How long sessions of recording clients are kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingSettings.contactCenterInfoManagerCacheTTL",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("90"),
            "How long data of contact centers is kept in memory for recording clients."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingConnectionReportingSettings.reportingEnabled",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether connections of recording clients are reported."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingConnectionReportingSettings.createReportingCF",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether the column families for those reports are created."
        ),
        ConfigurationOption(
            "serverSettings.screenRecordingConnectionReportingSettings.connectionInfoHistoryTTL",
            .integer(1...javaMaximum, .seconds),
            .recollection,
            default: .recollection("604800"),
            "How long those reports are kept."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
