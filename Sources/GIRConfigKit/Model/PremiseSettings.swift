/// The section `onPremiseSettings`: the first connection to Configuration Server.
public struct PremiseSettings: Sendable {
    /// The host of the primary Configuration Server.
    public let cmeHost: String?
    /// The port of the primary Configuration Server.
    public let cmePort: Int?
    /// The host of the backup Configuration Server.
    public let backupCmeHost: String?
    /// The port of the backup Configuration Server.
    public let backupCmePort: Int?
    /// The country of the telephone numbers.
    public let countryCode: String?
    /// Whether the first connection uses TLS.
    public let tlsEnabled: Bool

    init(_ reader: SettingReader) {
        cmeHost = reader.text("onPremiseSettings.cmeHost")
        cmePort = reader.number("onPremiseSettings.cmePort")
        backupCmeHost = reader.text("onPremiseSettings.backupCmeHost")
        backupCmePort = reader.number("onPremiseSettings.backupCmePort")
        countryCode = reader.text("onPremiseSettings.countryCode")
        tlsEnabled = reader.flag("onPremiseSettings.tlsEnabled")
    }
}
