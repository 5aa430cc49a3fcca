/// The options of the section `serverSettings` about requests from other sites.
enum CrossOriginOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.enableCsrfProtection",
            .boolean,
            .documented(.security),
            default: .documented("false"),
            "Whether requests that change data need a CSRF token; equal on all nodes."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings",
            .section,
            .documented(.security),
            "Which other origins may call the API from a browser; equal on all nodes."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings.corsFilterCacheTimeToLive",
            .integer(0...javaMaximum, .seconds),
            .documented(.security),
            default: .documented("120"),
            "How long a contact center's own list of origins is kept in memory."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings.allowedOrigins",
            .commaList,
            .documented(.security),
            "The origins that may call the API; `*` stands for any text."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings.allowedMethods",
            .commaList,
            .documented(.security),
            default: .documented("GET,POST,PUT,DELETE,OPTIONS"),
            "The methods that other origins may use."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings.allowedHeaders",
            .commaList,
            .documented(.security),
            default: .documented(
                "X-Requested-With,Content-Type,Accept,Origin,Cookie,authorization,"
                    + "ssid,surl,ContactCenterId,X-CSRF-TOKEN"
            ),
            "The request headers that other origins may send."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings.allowCredentials",
            .boolean,
            .documented(.security),
            default: .documented("true"),
            "Whether browsers may send cookies and credentials from other origins."
        ),
        ConfigurationOption(
            "serverSettings.crossOriginSettings.exposedHeaders",
            .commaList,
            .documented(.security),
            default: .documented("X-CSRF-HEADER,X-CSRF-TOKEN"),
            "The response headers that scripts of other origins may read."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
