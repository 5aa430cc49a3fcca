/// The options of the section `jetty`, the web server, without its TLS.
enum JettyOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "jetty",
            .section,
            .documented(.sampleFile),
            "The embedded web server: listeners, sessions, request log."
        ),
        ConfigurationOption(
            "jetty.host",
            .text,
            .documented(.sampleFile),
            "The address to listen on; all addresses when empty."
        ),
        ConfigurationOption(
            "jetty.port",
            .port,
            .documented(.sampleFile),
            default: .sample("8090"),
            "The port of the plain HTTP listener."
        ),
        ConfigurationOption(
            "jetty.idleTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .documented(.sampleFile),
            default: .sample("30000"),
            "How long a connection may be idle before it is closed."
        ),
        ConfigurationOption(
            "jetty.soLingerTime",
            .integer(-1...javaMaximum, nil),
            .documented(.sampleFile),
            default: .sample("-1"),
            "How long closing a socket waits for unsent data; -1 leaves it to the system."
        ),
        ConfigurationOption(
            "jetty.sessionMaxInactiveInterval",
            .integer(-1...javaMaximum, .seconds),
            .documented(.sampleFile),
            default: .sample("1800"),
            "How long a session, and its CSRF token, lives without a request."
        ),
        ConfigurationOption(
            "jetty.enableWorkerName",
            .boolean,
            .documented(.sampleFile),
            default: .sample("true"),
            "Whether session identifiers name the node, so that a load balancer can stay with it."
        ),
        ConfigurationOption(
            "jetty.enableRequestLog",
            .boolean,
            .documented(.sampleFile),
            default: .sample("true"),
            "Whether each request is written to a log."
        ),
        ConfigurationOption(
            "jetty.enableSsl",
            .boolean,
            .documented(.security),
            default: .sample("false"),
            "Whether the HTTPS listener of `jetty.ssl` is opened."
        ),
        ConfigurationOption(
            "jetty.trustedProxies",
            .commaList,
            .own,
            "The proxies whose `X-Forwarded-For` is believed: addresses, or networks such as `10.0.0.0/8`."
        ),
        ConfigurationOption(
            "jetty.requestLog",
            .section,
            .documented(.sampleFile),
            "How and where requests are logged."
        ),
        ConfigurationOption(
            "jetty.requestLog.filename",
            .text,
            .documented(.sampleFile),
            default: .sample("yyyy_mm_dd.request.log"),
            "The name of the request log; Jetty puts the date in place of `yyyy_mm_dd`."
        ),
        ConfigurationOption(
            "jetty.requestLog.filenameDateFormat",
            .text,
            .documented(.sampleFile),
            default: .sample("yyyy_MM_dd"),
            "The Java pattern of the date in the file name."
        ),
        ConfigurationOption(
            "jetty.requestLog.logTimeZone",
            .text,
            .documented(.sampleFile),
            default: .sample("GMT"),
            "The time zone of the times in the request log."
        ),
        ConfigurationOption(
            "jetty.requestLog.retainDays",
            .integer(0...javaMaximum, .days),
            .documented(.sampleFile),
            default: .sample("90"),
            "How long request logs are kept."
        ),
        ConfigurationOption(
            "jetty.requestLog.append",
            .boolean,
            .documented(.sampleFile),
            default: .sample("true"),
            "Whether a restart continues the request log of the day."
        ),
        ConfigurationOption(
            "jetty.requestLog.extended",
            .boolean,
            .documented(.sampleFile),
            default: .sample("false"),
            "Whether the referrer and the user agent are logged too."
        ),
        ConfigurationOption(
            "jetty.requestLog.logCookies",
            .boolean,
            .documented(.sampleFile),
            default: .sample("false"),
            "Whether cookies, and with them session identifiers, are logged."
        ),
        ConfigurationOption(
            "jetty.requestLog.logLatency",
            .boolean,
            .documented(.sampleFile),
            default: .sample("true"),
            "Whether the time that each answer took is logged."
        ),
        ConfigurationOption(
            "jetty.requestLog.preferProxiedForAddress",
            .boolean,
            .documented(.sampleFile),
            default: .sample("true"),
            "Whether the address in `X-Forwarded-For` is logged in place of the peer's."
        ),
        ConfigurationOption(
            "jetty.cookies.name",
            .text,
            .own,
            default: .documented("JSESSIONID"),
            "The name of the session cookie; one that begins with `__Host-` is taken over TLS only, and from no other host."
        ),
        ConfigurationOption(
            "jetty.cookies.httpOnly",
            .boolean,
            .field,
            default: .field("true"),
            "Whether the session cookie is hidden from scripts."
        ),
        ConfigurationOption(
            "jetty.cookies.secure",
            .boolean,
            .field,
            default: .field("false"),
            "Whether browsers send the session cookie over TLS only."
        ),
        ConfigurationOption(
            "jetty.cookies.sameSite",
            .enumeration(["Strict", "Lax", "None"]),
            .field,
            default: .field("Lax"),
            "Whether browsers send the session cookie with requests from other sites."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
