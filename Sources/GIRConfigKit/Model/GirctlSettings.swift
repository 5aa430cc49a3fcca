/// The section `girctl`: what only `girctl serve` knows.
public struct GirctlSettings: Sendable {
    /// The program that checks names and passwords for Configuration Server.
    public struct Helper: Sendable {
        /// The program and its arguments; empty where there is none.
        public let command: [String]
        /// How many processes of it run at most.
        public let processes: Int
        /// How many requests a process takes at once.
        public let channels: Int
        /// How long an answer may take, in milliseconds.
        public let timeout: Int
        /// How long an accepted password is not asked for again, in seconds.
        public let cacheTime: Int
        /// The roles of users for whom it names none.
        public let defaultRoles: [String]
    }

    /// Whether passwords are taken from other machines without TLS.
    public let allowPlaintextLogins: Bool
    /// How long a session lives at most, in seconds.
    public let sessionMaxAge: Int
    /// The scheme that requests of scripts are challenged with.
    public let scriptChallenge: String
    /// What browsers are told about coming back over TLS.
    public let strictTransportSecurity: StrictTransport
    /// The names of the users whose programs need no CSRF token.
    public let csrfExemptUsers: [String]
    /// The authentication helper.
    public let authenticationHelper: Helper

    init(_ reader: SettingReader) {
        func helper(_ key: String) -> String { "girctl.authenticationHelper.\(key)" }
        allowPlaintextLogins = reader.flag("girctl.allowPlaintextLogins")
        sessionMaxAge = reader.number("girctl.sessionMaxAge", 28_800)
        scriptChallenge = reader.text("girctl.scriptChallenge") ?? "Basic"
        strictTransportSecurity =
            reader.text("girctl.strictTransportSecurity").flatMap { StrictTransport(rawValue: $0) }
            ?? .includeSubDomains
        csrfExemptUsers = reader.list("girctl.csrfExemptUsers")
        authenticationHelper = Helper(
            command: reader.list(helper("command")),
            processes: reader.number(helper("processes"), 4),
            channels: reader.number(helper("channels"), 1),
            timeout: reader.number(helper("timeout"), 5000),
            cacheTime: reader.number(helper("cacheTime"), 60),
            defaultRoles: reader.list(helper("defaultRoles"))
        )
    }
}

/// What browsers are told about coming back over TLS (RFC 6797).
public enum StrictTransport: String, CaseIterable, Sendable {
    /// For two years this host, and all below it, over TLS only.
    case includeSubDomains
    /// For two years this host over TLS only.
    case host
    /// What was told before holds no longer.
    case forget
    /// Nothing.
    case off
}
