public import GIRStore
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// The running server: the listeners and what works beside them, from the start to the end that a signal asks for.
public struct ServerRun: Sendable {
    private let configuration: ServerConfiguration
    private let environment: ServerEnvironment
    private let health: Health
    private let notifier: ServiceNotifier
    private let door: FrontDoor
    private let services: [any HealthCheck & Service]

    /// Makes everything ready without opening a port.
    ///
    /// - Parameters:
    ///   - store: what the server remembers.
    ///   - notifier: the service manager.
    ///   - reload: reads the files of the configuration again; nil where they are not to be looked at.
    /// - Throws: ``ServerError`` where the key or the certificate cannot be used for TLS.
    public init(
        _ configuration: ServerConfiguration,
        environment: ServerEnvironment,
        store: any Store,
        notifier: ServiceNotifier = .none,
        reload: ReloadSources? = nil
    ) throws {
        self.configuration = configuration
        self.environment = environment
        let links = try LinkWatch.all(
            of: configuration.links,
            isStoreInCluster: configuration.cluster != nil,
            environment: environment
        )
        door = try FrontDoor(configuration, environment: environment, store: store, reload: reload)
        var watch = StoreWatch(store, settings: door.settings, environment: environment)
        // A look at a cluster that stands still takes a while of its own.
        if configuration.cluster != nil { watch.interval = .seconds(1.5) }
        let logins = door.logins.map { LoginWatch($0, store: store, environment: environment) }
        let watched: [any HealthCheck & Service] = links + [watch] + (logins.map { [$0] } ?? [])
        health = Health(watched + (door.tls.map { [ReloadCheck(tls: $0)] } ?? []))
        services = watched
        self.notifier = notifier
        configuration.tls?.tell(environment.metrics)
        environment.metrics.configurationIsLoaded(true, at: environment.now())
    }

    /// Sees whether the addresses are of this machine, without listening on them.
    ///
    /// - Throws: ``ServerError`` as the start does.
    public func checkAddresses() throws(ServerError) {
        if configuration.socket == nil { try AddressCheck.check(host: configuration.host, port: configuration.port) }
        if let management = configuration.management, management.socket == nil {
            try AddressCheck.check(host: management.host, port: management.port)
        }
    }

    /// Serves until SIGTERM or SIGINT, or a fault.
    ///
    /// Open requests are answered first, for the time that the configuration allows; a second signal ends them at once.
    ///
    /// - Parameter isReady: called with the server's address once clients can connect.
    /// - Returns: whether everything has ended; if not, the process is to end at once.
    /// - Throws: ``ServerError`` where a port cannot be opened.
    public func untilSignalled(isReady: @escaping @Sendable (String) -> Void) async throws -> Bool {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: all(isReady), logger: environment.libraryLogger)
        )
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        // Beside the signals, which are heard however long it takes to read the files; a signal meanwhile has them read
        // once more.
        let (reloads, again) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let reloading = Task { for await _ in reloads { await reloadOnce() } }
        defer { reloading.cancel() }
        let work = Task {
            defer { continuation.yield(.ended) }
            try await group.run()
        }
        let listening = Task { for await signal in signals { continuation.yield(.signal(signal)) } }
        defer { listening.cancel() }
        for await event in events {
            switch event {
            case .ended:
                try await work.value
                return true
            case .late:
                environment.logger.warning(
                    "stopped before every request was answered",
                    metadata: ["seconds": "\(configuration.shutdownTimeout.components.seconds)"]
                )
                return false
            case .signal(.sighup): again.yield()
            case .signal where health.phase == .stopped: return false
            case .signal where health.phase == .stopping:
                environment.logger.warning("stopped at once, by a second signal")
                return false
            case .signal:
                health.enter(.stopping)
                notifier.send(.stopping(status: "answering open requests"))
                await group.triggerGracefulShutdown()
                Task {
                    try? await Task.sleep(for: configuration.shutdownTimeout)
                    continuation.yield(.late)
                }
            }
        }
        return false
    }

    private enum Event: Sendable {
        /// Everything has ended.
        case ended
        /// The time of a stop is over.
        case late
        case signal(UnixSignal)
    }

    /// In the order of the start; the end goes the other way, so that probes are answered while the door is closing.
    ///
    /// Each has a name of ours: without one it is described with all that it holds, down to the configuration's passwords.
    func all(_ isReady: @escaping @Sendable (String) -> Void) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        let pulse = LoopPulse(group: MultiThreadedEventLoopGroup.singleton)
        let watchdog = Watchdog(notifier: notifier, pulse: pulse, logger: environment.logger)
        var all = [ServiceGroupConfiguration.ServiceConfiguration(service: watchdog, serviceName: "watchdog")]
        let (probed, canBeProbed) = AsyncStream.makeStream(of: Void.self)
        if let management = configuration.management {
            let door = ManagementDoor(management, health: health, api: door.routes, environment: environment)
            let probes = Announced(serve: door.serve) { _ in canBeProbed.finish() }
            all.append(.init(service: probes, serviceName: "management"))
        } else {
            canBeProbed.finish()
        }
        all += services.map { .init(service: $0, serviceName: $0.name) }
        let front = Announced { isReady in
            // Who hears that the server is there may ask how it stands.
            for await _ in probed {}
            try Task.checkCancellation()
            try await door.serve(isReady: isReady)
            health.enter(.stopped)
        } isReady: { url in
            health.enter(.serving)
            notifier.send(.ready(status: "serving \(url)"))
            isReady(url)
        }
        all.append(.init(service: front, serviceName: "listener"))
        return all
    }

    private func reloadOnce() async {
        guard let reload = door.reload, health.phase == .serving else {
            environment.logger.info("nothing is read again")
            return
        }
        notifier.send(.reloading)
        let isUsed = await reload.reload()
        notifier.send(.ready(status: isUsed ? "reloaded" : "reload failed, serving as before"))
    }

    /// The service of a door that tells when it is open.
    private struct Announced: Service {
        let serve: @Sendable (_ isReady: @escaping @Sendable (String) -> Void) async throws -> Void
        let isReady: @Sendable (String) -> Void

        func run() async throws { try await serve(isReady) }
    }
}
