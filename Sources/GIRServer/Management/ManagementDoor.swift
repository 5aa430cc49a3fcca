import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The listener for probes and scrapes: plain HTTP, with the same limits as the front door, and a thread of its own so
/// that it can say that the others are stuck.
struct ManagementDoor: Service {
    private let settings: ManagementSettings
    private let environment: ServerEnvironment
    private let listener: Listener

    /// Makes the listener without opening its port.
    ///
    /// - Parameter api: what the front door offers, to be described here as well.
    init(_ settings: ManagementSettings, health: Health, api: Routes, environment: ServerEnvironment) {
        self.settings = settings
        self.environment = environment
        var limits = ServerLimits()
        limits.connections = 64
        limits.body = 0
        limits.drain = .seconds(1)
        let filters: [any Filter] = [
            SynchronousFilters([
                HeadFilter(), RequestIdentityFilter(), MetricsFilter(metrics: environment.metrics),
                SecurityHeadersFilter(overTLS: SecurityHeaders(nil), now: environment.now),
            ]),
            ErrorFilter(),
        ]
        let pulse = LoopPulse(group: MultiThreadedEventLoopGroup.singleton)
        let routes = Routes(
            HealthPages(health: health, pulse: pulse).routes + [
                MetricsPage.route(environment.metrics), OpenAPI.page(version: environment.version, api),
            ]
        )
        listener = Listener(
            host: settings.host,
            port: settings.port,
            socket: settings.socket,
            ConnectionSettings(limits: limits, isSecure: false, environment: environment),
            nil,
            routes.responder(behind: settings.isLocal ? filters + [LocalHostFilter()] : filters),
            group: MultiThreadedEventLoopGroup(numberOfThreads: 1)
        )
    }

    /// Serves until its service group shuts down.
    func run() async throws { try await serve { _ in } }

    func serve(isReady: @escaping @Sendable (String) -> Void) async throws {
        do {
            try await listener.run { channel in
                let address = ServerConfiguration(host: settings.host, port: settings.port, identity: nil)
                let url = address.url(port: channel.localAddress?.port ?? settings.port)
                environment.logger.info("management listens", metadata: ["url": "\(url)"])
                isReady(url)
            }
        } catch let error as ServerError where error.code == .addressUnavailable {
            throw ServerError(
                error.code,
                error.reason,
                hint: "give 'girctl.management.host' an address of this machine, such as 127.0.0.1"
            )
        } catch let error as ServerError where error.code == .addressInUse && !settings.isPortWritten {
            // Several servers on one machine: the first one has the port, and none of them says which it wants.
            environment.logger.warning(
                "management port is in use, this server offers no health and metrics",
                metadata: ["option": "girctl.management.port", "port": "\(settings.port)"]
            )
            isReady("")
            try await gracefulShutdown()
        }
    }
}
