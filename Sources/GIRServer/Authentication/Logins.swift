import FoundationEssentials
import GIRPKI
import GIRStore
import Hummingbird
import Logging

/// What the filters that find out who a request comes from share with each other and with all listeners.
struct Logins: Sendable {
    let settings: LoginSettings
    let sessions: Sessions
    let flow: LoginFlow
    private let cookieless: CookielessClients
    private let plaintext: PlaintextClients
    private let helper: HelperPool?

    /// Makes it ready; no process is started before somebody logs in.
    ///
    /// - Parameter vault: what all nodes have the key of; nil where none is configured.
    init(
        _ settings: LoginSettings,
        store: any Store,
        environment: ServerEnvironment,
        work: PasswordWork,
        vault: SettingVault?
    ) throws {
        let pool = settings.helper.map { HelperPool($0, logger: environment.logger) }
        var ask: HelperUsers.Ask?
        if let pool { ask = { await pool.ask($0) } }
        try self.init(
            settings,
            store: store,
            environment: environment,
            scheme: .standard,
            ask: ask,
            helper: pool,
            work: work,
            vault: vault,
            clock: Clock(environment)
        )
    }

    /// The clocks that are not set by anybody; tests move them.
    struct Clock: Sendable {
        var date: @Sendable () -> Date
        var instant: @Sendable () -> ContinuousClock.Instant

        init(_ environment: ServerEnvironment) {
            date = SteadyClock(start: environment.now()).now
            instant = { ContinuousClock.now }
        }

        init(date: @escaping @Sendable () -> Date, instant: @escaping @Sendable () -> ContinuousClock.Instant) {
            self.date = date
            self.instant = instant
        }
    }

    init(
        _ settings: LoginSettings,
        store: any Store,
        environment: ServerEnvironment,
        scheme: PasswordScheme,
        ask: HelperUsers.Ask?,
        helper: HelperPool? = nil,
        work: PasswordWork = PasswordWork(),
        vault: SettingVault? = nil,
        clock: Clock
    ) throws {
        self.settings = settings
        self.helper = helper
        var limits = SessionLimits()
        limits.idle = settings.idle
        limits.age = settings.age
        // More than a user may have, so that one program's further logins end its first ones as any others would.
        cookieless = CookielessClients(limit: 2 * limits.perPrincipal, now: clock.instant)
        plaintext = PlaintextClients(now: clock.instant)
        sessions = Sessions(store: store, limits: limits, now: clock.date)
        let throttle = LoginThrottle(now: clock.instant)
        let marks = store as? any LoginMarkStore
        if marks != nil, vault == nil {
            environment.logger.warning(
                "whoever reads the keyspace can find out by trying whose logins failed, and from which address",
                metadata: ["hint": "set 'serverSettings.cryptoSecurityKey', the same on all nodes"]
            )
        }
        var flow = LoginFlow(
            operations: settings.operations,
            contactCenters: store,
            users: OwnUsers(
                store: store,
                scheme: scheme,
                work: work,
                operationsVerifier: try settings.operations?.verifier()
            ),
            configurationServer: HelperUsers(
                ask: ask,
                roles: settings.helper?.roles ?? [],
                lifetime: settings.helper?.lifetime ?? .zero
            ),
            throttle: throttle,
            shared: SharedThrottle(
                throttle,
                marks: marks,
                digest: vault?.digest(for: "login marks v1") ?? KeyedDigest(key: Secret([])),
                clock: clock,
                logger: environment.logger
            ),
            remembered: VerifiedLogins(now: clock.instant),
            digest: try KeyedDigest()
        )
        flow.metrics = environment.metrics
        self.flow = flow
    }

    /// The filters in front of everything that may need a login, from the outside to the inside.
    func filters(for page: RequestPage, audit: AuditLog) -> [any Filter] {
        let cookie = settings.cookie
        let challenge: [any Filter] =
            settings.scriptChallenge == "Basic" ? [] : [ChallengeFilter(scheme: settings.scriptChallenge)]
        return challenge + [
            SessionFilter(sessions: sessions, cookie: cookie, cookieless: cookieless, audit: audit),
            AuthenticationFilter(
                flow: flow,
                sessions: sessions,
                cookie: cookie,
                cookieless: cookieless,
                plaintext: plaintext,
                page: page,
                allowsPlaintext: settings.allowsPlaintext,
                audit: audit
            ),
        ]
    }

    /// The route that ends a session.
    func logout(audit: AuditLog) -> Routes.Route {
        Logout.route(Logout.handler(sessions: sessions, cookie: settings.cookie, audit: audit))
    }

    /// Whether a process of the authentication helper is there, which is started where there is none; nil where none is
    /// configured.
    func isHelperThere() async -> Bool? { await helper?.isThere() }

    /// Ends what was started.
    func close() async { await helper?.close() }
}
