public import GIRStore
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
public import ServiceLifecycle
import UnixSignals

/// The running server: listens, answers, and ends in order.
public struct FrontDoor: Service {
    private let configuration: ServerConfiguration
    private let environment: ServerEnvironment
    private let routes: Routes
    private let tls: NIOSSLContext?

    /// Makes everything ready that can be without opening the port.
    ///
    /// - Throws: ``ServerError`` where the key or the certificate cannot be used for TLS.
    public init(_ configuration: ServerConfiguration, environment: ServerEnvironment, store: any Store) throws {
        let api = try API(store: store, settings: configuration.api, now: environment.now)
        try self.init(configuration, environment: environment, routes: Routes(environment: environment, api: api))
    }

    init(_ configuration: ServerConfiguration, environment: ServerEnvironment, routes: Routes) throws {
        try ServerLogs.check(configuration)
        self.configuration = configuration
        self.environment = environment
        self.routes = routes
        tls = try configuration.identity.map { try TLSSettings.context($0) }
    }

    /// Serves until SIGTERM, SIGINT or a fault; open requests are answered before it returns.
    ///
    /// - Parameter isReady: called with the server's address once clients can connect.
    /// - Throws: ``ServerError`` where the port cannot be opened.
    public func runUntilSignalled(isReady: @escaping @Sendable (String) -> Void) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: Announced(door: self, isReady: isReady))],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: libraryLogger
            )
        )
        try await group.run()
    }

    /// Serves until the task is cancelled or its service group shuts down.
    public func run() async throws { try await serve { _ in } }

    /// The service of a door that tells when it is open.
    private struct Announced: Service {
        let door: FrontDoor
        let isReady: @Sendable (String) -> Void

        func run() async throws { try await door.serve(isReady: isReady) }
    }

    func serve(isReady: @escaping @Sendable (String) -> Void) async throws {
        let logs = try ServerLogs(configuration, environment: environment)
        let server = try server(logs) { channel in
            let port = channel.localAddress?.port ?? configuration.port
            let url = configuration.url(port: port)
            environment.logger.info(
                "listening",
                metadata: [
                    "address": "\(channel.localAddress?.ipAddress ?? "unknown")",
                    "port": "\(port)",
                    "tls": "\(tls != nil)",
                    "url": "\(url)",
                    "version": "\(environment.version)",
                ]
            )
            logs.audit.record(AuditEvent(.startup))
            isReady(url)
        }
        do {
            try await withGracefulShutdownHandler {
                try await server.run()
            } onGracefulShutdown: {
                environment.logger.info("stopping")
            }
        } catch {
            throw ServerError(listening: error, host: configuration.host, port: configuration.port)
        }
        logs.audit.record(AuditEvent(.shutdown))
        await logs.flush()
        environment.logger.info("stopped")
    }

    /// The listener with its pipeline and its responder.
    private func server(
        _ logs: ServerLogs,
        onRunning: @escaping @Sendable (any Channel) async -> Void
    ) throws -> any Service {
        var environment = environment
        environment.audit = logs.audit
        let crossOrigin = CrossOriginPolicy(
            rules: configuration.crossOrigin,
            lists: ContactCenterOrigins(
                store: nil,
                lifetime: configuration.crossOrigin.listLifetime,
                logger: environment.logger
            )
        )
        var settings = ConnectionSettings(
            limits: configuration.limits,
            isSecure: tls != nil,
            environment: environment
        )
        settings.crossOrigin = crossOrigin
        settings.requestLog = logs.requests
        let filters = FilterList.filters(
            environment: environment,
            isSecure: tls != nil,
            requestLog: logs.requests,
            proxies: configuration.proxies,
            crossOrigin: crossOrigin,
            csrf: configuration.csrf
        )
        let responder = routes.responder(behind: filters)
        return GuardedHTTPChannel(
            responder: { [environment] request, writer, channel in
                let context = ServerRequestContext(source: environment.source(of: channel))
                let response: Response
                do {
                    response = try await responder.respond(to: request, context: context)
                } catch {
                    response = ErrorFilter.answer(to: error, logger: context.logger)
                }
                try await writer.write(response: response.head, body: response.body)
            },
            settings: settings,
            tls: tls
        ).server(
            configuration: HummingbirdCore.ServerConfiguration(
                address: .hostname(configuration.host ?? AnyAddress.text(), port: configuration.port),
                backlog: configuration.limits.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    configuration.limits.connections,
                    logger: libraryLogger
                )
            ),
            onServerRunning: onRunning,
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: libraryLogger
        )
    }

    /// The libraries' own words below a warning are about their inside.
    private var libraryLogger: Logger {
        var logger = environment.logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

extension ServerEnvironment {
    /// The identity and the logger of a new request.
    func source(of channel: any Channel) -> ServerRequestContext.Source {
        let identifier = makeRequestIdentifier()
        var logger = logger
        logger[metadataKey: "request"] = "\(identifier)"
        return ServerRequestContext.Source(
            requestIdentifier: identifier,
            client: channel.clientAddress,
            logger: logger
        )
    }
}
