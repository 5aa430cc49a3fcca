import Hummingbird
import Logging
import NIOCore
public import ServiceLifecycle
import UnixSignals

/// The running server: listens, answers, and ends in order.
public struct FrontDoor: Service {
    private let configuration: ServerConfiguration
    private let environment: ServerEnvironment
    private let routes: Routes
    /// What new connections speak TLS with; nil for plain HTTP.
    public let tls: ListenerTLS?

    /// Makes everything ready that can be without opening the port.
    ///
    /// - Throws: ``ServerError`` where the key or the certificate cannot be used for TLS.
    public init(_ configuration: ServerConfiguration, environment: ServerEnvironment) throws {
        try self.init(configuration, environment: environment, routes: Routes(environment: environment))
    }

    init(_ configuration: ServerConfiguration, environment: ServerEnvironment, routes: Routes) throws {
        self.configuration = configuration
        self.environment = environment
        self.routes = routes
        tls = try configuration.tls.map { try ListenerTLS($0, now: environment.now()) }
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
        try await withGracefulShutdownHandler {
            try await listener.run { channel in
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
                isReady(url)
            }
        } onGracefulShutdown: {
            environment.logger.info("stopping")
        }
        environment.logger.info("stopped")
    }

    /// The listener with its pipeline and its responder.
    private var listener: Listener {
        let filters = FilterList.filters(
            environment: environment,
            isSecure: tls != nil,
            logsRequests: configuration.logsRequests
        )
        let responder = routes.responder(behind: filters)
        let pipeline = ConnectionPipeline(
            settings: ConnectionSettings(
                limits: configuration.limits,
                isSecure: tls != nil,
                environment: environment
            ),
            respond: { request, source in
                let context = ServerRequestContext(source: source)
                do {
                    return try await responder.respond(to: request, context: context)
                } catch {
                    return ErrorFilter.answer(to: error, logger: context.logger)
                }
            },
            tls: tls
        )
        return Listener(
            host: configuration.host,
            port: configuration.port,
            limits: configuration.limits,
            logger: libraryLogger,
            setUp: pipeline.setUp
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
    func source(of connection: ConnectionFacts) -> ServerRequestContext.Source {
        let identifier = makeRequestIdentifier()
        var logger = logger
        logger[metadataKey: "request"] = "\(identifier)"
        return ServerRequestContext.Source(
            requestIdentifier: identifier,
            client: connection.client,
            clientCertificate: connection.clientCertificate,
            logger: logger
        )
    }
}
