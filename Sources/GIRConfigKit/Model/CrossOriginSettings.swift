/// The section `serverSettings.crossOriginSettings`.
public struct CrossOriginSettings: Sendable {
    /// How long a contact center's own list of origins is kept in memory, in seconds.
    public let corsFilterCacheTimeToLive: Int
    /// The origins that may call the API; `*` stands for any text.
    public let allowedOrigins: [String]
    /// The methods that they may use.
    public let allowedMethods: [String]
    /// The request headers that they may send.
    public let allowedHeaders: [String]
    /// Whether browsers may send cookies and credentials from them.
    public let allowCredentials: Bool
    /// The response headers that their scripts may read.
    public let exposedHeaders: [String]

    init(_ reader: SettingReader) {
        func path(_ key: String) -> String { "serverSettings.crossOriginSettings.\(key)" }
        corsFilterCacheTimeToLive = reader.number(path("corsFilterCacheTimeToLive"), 120)
        allowedOrigins = reader.list(path("allowedOrigins"))
        allowedMethods = reader.list(path("allowedMethods"))
        allowedHeaders = reader.list(path("allowedHeaders"))
        allowCredentials = reader.flag(path("allowCredentials"))
        exposedHeaders = reader.list(path("exposedHeaders"))
    }
}
