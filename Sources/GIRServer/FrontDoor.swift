public import GIRStore
import Hummingbird
import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// The running server: listens, answers, and ends in order.
public struct FrontDoor: Service {
    private let configuration: ServerConfiguration
    private let environment: ServerEnvironment
    let routes: Routes
    /// Where the contact centers' own lists of origins are; nil for none.
    private let store: (any Store)?
    let logins: Logins?
    /// What the contact centers have set; nil for none.
    private(set) var settings: TenantSettings?
    /// Takes keys and trust from their files anew; nil where there are none.
    let reload: TLSReload?
    private let openRequests = OpenRequests()
    private let room: ConnectionRoom
    private let admission: Admission
    /// What new connections speak TLS with; nil for plain HTTP.
    public let tls: ListenerTLS?

    /// Makes everything ready that can be without opening the port.
    ///
    /// - Parameter reload: reads the files of the configuration again; nil where they are not to be looked at.
    /// - Throws: ``ServerError`` where the key or the certificate cannot be used for TLS.
    public init(
        _ configuration: ServerConfiguration,
        environment: ServerEnvironment,
        store: any Store,
        reload: ReloadSources? = nil
    ) throws {
        let work = PasswordWork()
        var api = try API(store: store, settings: configuration.api, now: environment.now, work: work)
        let logins = try Logins(
            configuration.logins,
            store: store,
            environment: environment,
            work: work,
            vault: api.tenants.vault
        )
        api.forgetSessions = { logins.sessions.forget(.store, id: $0) }
        api.endSession = { try await logins.sessions.end($0) }
        try self.init(
            configuration,
            environment: environment,
            routes: Routes(environment: environment, api: api),
            store: store,
            logins: logins,
            reload: reload
        )
        settings = api.tenants
    }

    init(
        _ configuration: ServerConfiguration,
        environment: ServerEnvironment,
        routes: Routes,
        store: (any Store)? = nil,
        logins: Logins? = nil,
        reload sources: ReloadSources? = nil
    ) throws {
        try ServerLogs.check(configuration, now: environment.now())
        self.store = store
        self.logins = logins
        self.configuration = configuration
        self.environment = environment
        self.routes = routes
        room = ConnectionRoom(configuration.limits.connections)
        admission = Admission(configuration.limits, proxies: configuration.proxies, metrics: environment.metrics)
        tls = try configuration.tls.map { try ListenerTLS($0, now: environment.now()) }
        reload = tls.flatMap { tls in sources.map { TLSReload(tls, configuration, $0, environment) } }
    }

    /// Serves until the task is cancelled or its service group shuts down.
    public func run() async throws { try await serve { _ in } }

    func serve(isReady: @escaping @Sendable (String) -> Void) async throws {
        let logs = try ServerLogs(configuration, environment: environment)
        let failure: (any Error)?
        let hasBegun = Mutex(false)
        do {
            try await takeOperationsAccount()
            try await listen(logs) { url in
                hasBegun.withLock { $0 = true }
                logs.audit.record(AuditEvent(.startup))
                isReady(url)
            }
            failure = nil
        } catch {
            failure = error
        }
        let left = await openRequests.end(within: configuration.limits.afterDrain)
        if left > 0 { environment.logger.warning("requests are left unanswered", metadata: ["requests": "\(left)"]) }
        await logins?.close()
        if hasBegun.withLock({ $0 }) { logs.audit.record(AuditEvent(.shutdown)) }
        await logs.flush()
        if let failure { throw failure }
        environment.logger.info("stopped")
    }

    /// Ends the sessions of the account where its name or password in the configuration is another by now, and keeps its
    /// name from users: nobody would ask for their passwords.
    private func takeOperationsAccount() async throws {
        try await store?.takeOperationsAccount(verifier: logins?.flow.users.operationsVerifier)
        let name = configuration.logins.operations?.userName
        if try await store?.reserveUserNames(name.map { [$0] } ?? []).isEmpty == false {
            environment.logger.warning(
                "a user has the name of the operations account, and cannot log in",
                metadata: ["hint": "give the user another one with: girctl user set NAME --new-name OTHER"]
            )
        }
    }

    /// Serves, and looks after what may change meanwhile.
    private func listen(_ logs: ServerLogs, isReady: @escaping @Sendable (String) -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await reload?.watch() }
            try await runListeners(logs, isReady: isReady)
            tasks.cancelAll()
        }
    }

    private func runListeners(_ logs: ServerLogs, isReady: @escaping @Sendable (String) -> Void) async throws {
        var environment = environment
        environment.audit = logs.audit
        let listener = listener(logs, environment)
        let redirect = redirect(logs, environment)
        let logger = environment.logger
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                let (opened, open) = AsyncStream.makeStream(of: Void.self)
                tasks.addTask {
                    try await listener.run { channel in
                        isReady(announce(channel, isRedirect: false))
                        open.finish()
                    }
                }
                tasks.addTask {
                    // Who is sent on must find something there.
                    for await _ in opened {}
                    try Task.checkCancellation()
                    try await redirect?.run { announce($0, isRedirect: true) }
                }
                // The first one that cannot be opened ends the other.
                for try await _ in tasks {}
            }
        } onGracefulShutdown: {
            logger.info("stopping")
        }
    }

    /// Says in the log that a port is open, and returns the address to reach it by.
    @discardableResult
    private func announce(_ channel: any Channel, isRedirect: Bool) -> String {
        let port = channel.localAddress?.port ?? configuration.port
        let url = configuration.url(port: port, isSecure: tls != nil && !isRedirect)
        environment.logger.info(
            "listening",
            metadata: [
                "address": "\(channel.localAddress?.ipAddress ?? "unknown")",
                "port": "\(port)",
                "tls": "\(tls != nil && !isRedirect)",
                "url": "\(url)",
                "version": "\(environment.version)",
            ]
        )
        return url
    }

    /// The listener of the API.
    private func listener(_ logs: ServerLogs, _ environment: ServerEnvironment) -> Listener {
        let crossOrigin = CrossOriginPolicy(
            rules: configuration.crossOrigin,
            lists: ContactCenterOrigins(
                store: store,
                lifetime: configuration.crossOrigin.listLifetime,
                logger: environment.logger
            )
        )
        var settings = ConnectionSettings(limits: configuration.limits, isSecure: tls != nil, environment: environment)
        let headers = SecurityHeaders(configuration.strictTransport)
        if tls != nil { settings.headers = headers }
        settings.crossOrigin = crossOrigin
        settings.proxies = configuration.proxies
        settings.requestLog = logs.requests
        let own = logins.map { [$0.logout(audit: logs.audit)] } ?? []
        let routes = Routes(routes.list + own)
        settings.policy.uploads = routes.uploads
        let filters = FilterList.filters(
            environment: environment,
            isSecure: tls != nil,
            headers: headers,
            requestLog: logs.requests,
            proxies: configuration.proxies,
            crossOrigin: crossOrigin,
            csrf: configuration.csrf,
            logins: logins,
            routes: routes
        )
        return Listener(
            host: configuration.host,
            port: configuration.port,
            socket: configuration.socket,
            settings,
            tls,
            routes.responder(behind: filters),
            room: room,
            admission: admission,
            openRequests: openRequests
        )
    }

    /// The plain listener beside it, which answers nothing itself.
    private func redirect(_ logs: ServerLogs, _ environment: ServerEnvironment) -> Listener? {
        guard let redirect = configuration.redirect, let tls else { return nil }
        var settings = ConnectionSettings(limits: configuration.limits, isSecure: false, environment: environment)
        settings.requestLog = logs.requests
        var outer: [any SynchronousFilter] = [HeadFilter(), RequestIdentityFilter()]
        if let log = logs.requests { outer.append(RequestLogFilter(log: log, now: environment.now)) }
        outer.append(SecurityHeadersFilter(overTLS: SecurityHeaders(nil), now: environment.now))
        let filters: [any Filter] = [
            SynchronousFilters(outer), ErrorFilter(),
            RedirectFilter(port: redirect.to) { tls.current.mayName($0) },
        ]
        return Listener(
            host: configuration.host,
            port: redirect.from,
            settings,
            nil,
            Routes([]).responder(behind: filters),
            room: room,
            admission: admission,
            openRequests: openRequests
        )
    }
}

extension ServerEnvironment {
    /// The identity and the logger of a new request.
    func source(of connection: ConnectionFacts) -> ServerRequestContext.Source {
        ServerRequestContext.Source(
            requestIdentifier: makeRequestIdentifier(),
            client: connection.client,
            version: connection.version,
            clientCertificate: connection.clientCertificate,
            logger: logger
        )
    }
}
