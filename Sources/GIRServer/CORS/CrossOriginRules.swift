import GIRConfigKit
import HTTPTypes

/// What pages of other origins may do, as the section `crossOriginSettings` says.
struct CrossOriginRules: Sendable {
    /// The origins that are allowed for every contact center.
    let origins: AllowedOrigins
    /// The methods beside those that need no permission.
    let methods: [String]
    /// The request headers that may be sent, as they are written.
    let headers: [String]
    /// Whether browsers may send cookies and logins.
    let allowsCredentials: Bool
    /// The response headers that scripts may read.
    let exposedHeaders: [String]
    /// How long a contact center's own list is kept in memory.
    let listLifetime: Duration

    /// The documented values: no page of another origin may do anything.
    init() {
        self.init(ServerSettings.standard.crossOriginSettings)
    }

    /// Takes the section.
    init(_ settings: CrossOriginSettings) {
        origins = AllowedOrigins(settings.allowedOrigins)
        methods =
            settings.allowedMethods.contains("*") ? RequestHeadPolicy.methods.map(\.rawValue) : settings.allowedMethods
        headers = settings.allowedHeaders
        allowsCredentials = settings.allowCredentials
        exposedHeaders = settings.exposedHeaders
        listLifetime = .seconds(settings.corsFilterCacheTimeToLive)
    }

    /// How long browsers may keep the answer to a preflight, in seconds; no browser caps it lower.
    static let preflightLifetime = 1800
}
