/// The section `girctl`: options of `girctl serve` that RWS has no place for.
enum GirctlOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "girctl",
            .section,
            .own,
            "Settings of `girctl serve` alone."
        ),
        ConfigurationOption(
            "girctl.allowPlaintextLogins",
            .boolean,
            .own,
            default: .documented("false"),
            "Whether names and passwords are taken from other machines without TLS."
        ),
        ConfigurationOption(
            "girctl.sessionMaxAge",
            .integer(3600...86_400, .seconds),
            .own,
            default: .documented("28800"),
            "How long a session lives at most, however much it is used."
        ),
        ConfigurationOption(
            "girctl.scriptChallenge",
            .enumeration(["Basic", "xBasic"]),
            .own,
            default: .documented("Basic"),
            "The scheme that requests with `X-Requested-With` are challenged with; for `xBasic` browsers ask nobody."
        ),
        ConfigurationOption(
            "girctl.strictTransportSecurity",
            .enumeration(StrictTransport.allCases.map(\.rawValue)),
            .own,
            default: .documented("includeSubDomains"),
            "Whether browsers are told to ask this host, or all below it too, over TLS only; `forget` takes it back."
        ),
        ConfigurationOption(
            "girctl.csrfExemptUsers",
            .commaList,
            .own,
            "Users whose programs may change something without a CSRF token, such as SpeechMiner's."
        ),
        ConfigurationOption(
            "girctl.authenticationHelper.command",
            .list,
            .own,
            "The program that checks names and passwords for Configuration Server, and its arguments."
        ),
        ConfigurationOption(
            "girctl.authenticationHelper.processes",
            .integer(1...64, nil),
            .own,
            default: .documented("4"),
            "How many processes of the helper run at most."
        ),
        ConfigurationOption(
            "girctl.authenticationHelper.channels",
            .integer(1...256, nil),
            .own,
            default: .documented("1"),
            "How many requests a process takes at once; more than one for a helper that numbers its answers."
        ),
        ConfigurationOption(
            "girctl.authenticationHelper.timeout",
            .integer(100...60_000, .milliseconds),
            .own,
            default: .documented("5000"),
            "How long the helper may take for an answer."
        ),
        ConfigurationOption(
            "girctl.authenticationHelper.cacheTime",
            .integer(0...3600, .seconds),
            .own,
            default: .documented("60"),
            "How long a password that the helper accepted is not asked for again."
        ),
        ConfigurationOption(
            "girctl.authenticationHelper.defaultRoles",
            .commaList,
            .own,
            "The roles of users for whom the helper names none: agent, supervisor, admin."
        ),
    ]
}
