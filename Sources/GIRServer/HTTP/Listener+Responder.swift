import Hummingbird
import Logging
import NIOCore
import NIOPosix

extension Listener {
    /// A listener whose requests are answered by a responder.
    ///
    /// - Parameters:
    ///   - host: the address; nil for all of this machine's.
    ///   - socket: one that listens already and takes the place of host and port.
    ///   - tls: what is spoken; nil for plain HTTP.
    ///   - room: how many connections there may be, together with other listeners; nil for as many as the limits say.
    ///   - admission: how many one address may have, together with other listeners; nil for as many as the limits say.
    ///   - openRequests: where the requests are counted.
    ///   - group: the threads.
    init(
        host: String?,
        port: Int,
        socket: Int32? = nil,
        _ settings: ConnectionSettings,
        _ tls: ListenerTLS?,
        _ responder: RouterResponder<ServerRequestContext>,
        room: ConnectionRoom? = nil,
        admission: Admission? = nil,
        openRequests: OpenRequests = OpenRequests(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        let pipeline = ConnectionPipeline(
            settings: settings,
            respond: { request, source in
                await openRequests.counting {
                    let context = ServerRequestContext(source: source)
                    do {
                        return try await responder.respond(to: request, context: context)
                    } catch {
                        return ErrorFilter.answer(to: error, logger: context.logger)
                    }
                }
            },
            tls: tls
        )
        let admission = admission ?? Admission(settings.limits, metrics: settings.environment.metrics)
        self.init(
            host: host,
            port: port,
            socket: socket,
            group: group,
            backlog: settings.limits.backlog,
            room: room ?? ConnectionRoom(settings.limits.connections),
            setUp: { channel in admission.admit(channel).flatMap { pipeline.setUp(channel) } }
        )
    }
}

extension ServerEnvironment {
    /// The libraries' own words below a warning are about their inside.
    var libraryLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}
