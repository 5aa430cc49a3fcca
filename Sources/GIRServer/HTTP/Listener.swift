import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// One open port: accepts connections as long as there is room, and ends them in order.
struct Listener: Sendable {
    /// The address to listen on; nil for all of this machine's.
    let host: String?
    let port: Int
    /// A socket that listens already and takes the place of both; nil opens one.
    var socket: Int32?
    var group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    let backlog: Int
    /// Shared with the other ports.
    let room: ConnectionRoom
    /// Sets up the pipeline of a new connection.
    let setUp: @Sendable (any Channel) -> EventLoopFuture<Void>

    /// Serves until the service group shuts down and the last connection is closed.
    ///
    /// - Parameter onRunning: called with the listening channel once clients can connect.
    /// - Throws: ``ServerError`` where the port cannot be opened.
    func run(onRunning: @Sendable (any Channel) -> Void) async throws {
        let quiescing = ServerQuiescingHelper(group: group)
        let closed = group.any().makePromise(of: Void.self)
        let channel: any Channel
        do {
            let bootstrap = bootstrap(group, quiescing)
            channel =
                if let socket {
                    try await bootstrap.withBoundSocket(socket).get()
                } else {
                    try await bootstrap.bind(host: host ?? AnyAddress.text(), port: port).get()
                }
        } catch {
            closed.succeed()
            throw ServerError(listening: error, host: host, port: port)
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                onRunning(channel)
                try await closed.futureResult.get()
            } onGracefulShutdown: {
                quiescing.initiateShutdown(promise: closed)
            }
        } onCancel: {
            channel.close(promise: nil)
            closed.succeed()
        }
    }

    private func bootstrap(_ group: any EventLoopGroup, _ quiescing: ServerQuiescingHelper) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: ChannelOptions.Types.BacklogOption.Value(clamping: backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ConnectionRoomHandler(room))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer(setUp)
    }
}
