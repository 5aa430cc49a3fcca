/// The section `jetty.requestLog`.
public struct RequestLogSettings: Sendable {
    /// The name of the file; `yyyy_mm_dd` stands for the date.
    public let filename: String
    /// Whether the file says the name: no request log is begun where nobody asked for one.
    public let isNamed: Bool
    /// The Java pattern of that date.
    public let filenameDateFormat: String
    /// The time zone of the times in it.
    public let logTimeZone: String
    /// For how many days files are kept.
    public let retainDays: Int
    /// Whether a restart continues the file of the day.
    public let append: Bool
    /// Whether the referrer and the user agent are logged.
    public let extended: Bool
    /// Whether cookies are logged.
    public let logCookies: Bool
    /// Whether the time that an answer took is logged.
    public let logLatency: Bool
    /// Whether the address in `X-Forwarded-For` is logged in place of the peer's.
    public let preferProxiedForAddress: Bool

    init(_ reader: SettingReader) {
        filename = reader.text("jetty.requestLog.filename") ?? "yyyy_mm_dd.request.log"
        isNamed = reader.writtenText("jetty.requestLog.filename") != nil
        filenameDateFormat = reader.text("jetty.requestLog.filenameDateFormat") ?? "yyyy_MM_dd"
        logTimeZone = reader.text("jetty.requestLog.logTimeZone") ?? "GMT"
        retainDays = reader.number("jetty.requestLog.retainDays", 90)
        append = reader.flag("jetty.requestLog.append")
        extended = reader.flag("jetty.requestLog.extended")
        logCookies = reader.flag("jetty.requestLog.logCookies")
        logLatency = reader.flag("jetty.requestLog.logLatency")
        preferProxiedForAddress = reader.flag("jetty.requestLog.preferProxiedForAddress")
    }
}
