import GIRConfigKit
import GIRPKI
import GIRStore
import Logging

extension LoginSettings {
    /// Takes what a configuration says about logins.
    ///
    /// - Parameters:
    ///   - isLocal: only programs on this machine can reach the listener.
    ///   - encryption: the command that encrypts an option where it stands.
    /// - Throws: ``ServerError`` for what nobody should serve with, `ConfigError` for a password that does not decrypt.
    init(
        _ read: ApplicationConfiguration,
        resolver: PasswordResolver,
        isLocal: Bool,
        encryption: (String) -> String,
        logger: Logger
    ) throws {
        self.init()
        try takeSessions(read.jetty)
        age = .seconds(read.girctl.sessionMaxAge)
        allowsPlaintext = read.girctl.allowPlaintextLogins
        scriptChallenge = read.girctl.scriptChallenge
        helper = try HelperCommand(read.girctl.authenticationHelper)
        operations = try Self.operations(read.serverSettings, resolver, isLocal, encryption, logger)
        if allowsPlaintext, !read.jetty.enableSsl, !isLocal {
            logger.warning(
                "PASSWORDS are taken without TLS: who is on the way reads them",
                metadata: ["option": "girctl.allowPlaintextLogins"]
            )
        }
    }

    private mutating func takeSessions(_ jetty: JettySettings) throws(ServerError) {
        guard jetty.sessionMaxInactiveInterval > 0 else {
            throw ServerError(
                .configuration,
                "'jetty.sessionMaxInactiveInterval' is \(jetty.sessionMaxInactiveInterval): sessions would never end",
                hint: "write a number of seconds, for example 1800"
            )
        }
        idle = .seconds(jetty.sessionMaxInactiveInterval)
        cookieName = jetty.cookies.name
        isCookieHTTPOnly = jetty.cookies.httpOnly
        isCookieSecure = jetty.cookies.secure
        sameSite = jetty.cookies.sameSite ?? .lax
        guard Self.isToken(cookieName) else {
            throw ServerError(
                .configuration,
                "'jetty.cookies.name' is no name that a cookie can have",
                hint: "use letters, digits, hyphens and underscores, for example JSESSIONID"
            )
        }
        guard
            isCookieSecure ?? jetty.enableSsl
                || !["__host-", "__secure-"].contains(where: cookieName.lowercased().hasPrefix)
        else {
            throw ServerError(
                .configuration,
                "'jetty.cookies.name' begins with '__', and browsers take such a cookie over TLS only",
                hint: "set 'jetty.cookies.secure: true', or choose another name"
            )
        }
    }

    /// RFC 6265 §4.1.1: a token.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func operations(
        _ settings: ServerSettings,
        _ resolver: PasswordResolver,
        _ isLocal: Bool,
        _ encryption: (String) -> String,
        _ logger: Logger
    ) throws -> OperationsAccount? {
        guard let name = settings.opsUserName, let password = settings.opsUserPassword else {
            logger.info(
                "there is no operations account, so that nobody reaches its resources",
                metadata: ["options": "serverSettings.opsUserName, serverSettings.opsUserPassword"]
            )
            return nil
        }
        let account = OperationsAccount(userName: name, password: try resolver.resolve(password))
        guard account.isWellKnown else { return account }
        guard isLocal else {
            throw ServerError(
                .configuration,
                "'serverSettings.opsUserPassword' is the one that everyone knows, and other machines can reach this server",
                hint: "choose another password, then encrypt it with: \(encryption("serverSettings.opsUserPassword"))"
            )
        }
        logger.warning(
            "the operations account has the password that everyone knows",
            metadata: ["option": "serverSettings.opsUserPassword"]
        )
        return account
    }
}

extension HelperCommand {
    /// The helper of a configuration; nil where it names none.
    fileprivate init?(_ settings: GirctlSettings.Helper) throws(ServerError) {
        guard !settings.command.isEmpty else { return nil }
        self.init(settings.command)
        processes = settings.processes
        channels = settings.channels
        timeout = .milliseconds(settings.timeout)
        lifetime = .seconds(settings.cacheTime)
        for word in settings.defaultRoles {
            guard let role = Role(rawValue: word.lowercased()) else {
                throw ServerError(
                    .configuration,
                    "'girctl.authenticationHelper.defaultRoles' has a role that is not known",
                    hint: "the roles are: \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            roles.insert(role)
        }
        if let obstacle {
            throw ServerError(
                .configuration,
                "'girctl.authenticationHelper.command': '\(settings.command[0])' \(obstacle)",
                hint: "write a list: the absolute path of the program, then its arguments"
            )
        }
    }
}
