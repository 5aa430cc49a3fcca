import FoundationEssentials
import GIRServer
import GIRStore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

@testable import struct GIRServer.API
@testable import struct GIRServer.FrontDoor
@testable import struct GIRServer.Routes

/// A server on a free loopback port for the length of a closure.
enum TestServer {
    struct Client {
        let port: Int
        let group: ServiceGroup

        /// Sends the bytes in one piece and reads until the server closes, at most for `timeout`.
        ///
        /// - Parameter body: what is sent when the server says to go on.
        func exchange(
            _ request: String,
            whenAsked body: String? = nil,
            timeout: TimeAmount = .minutes(2)
        ) async throws -> String {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            let limit = channel.channel.eventLoop.scheduleTask(in: timeout) { channel.channel.close(promise: nil) }
            defer { limit.cancel() }
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: request))
                var answer = ByteBuffer()
                var body = body
                do {
                    for try await var part in inbound {
                        answer.writeBuffer(&part)
                        if let text = body, String(buffer: answer).hasPrefix("HTTP/1.1 100 Continue\r\n\r\n") {
                            body = nil
                            try await outbound.write(ByteBuffer(string: text))
                        }
                    }
                } catch is IOError {
                    // A reset after the answer: what was read is the answer.
                }
                return String(buffer: answer)
            }
        }
    }

    static func run<Result: Sendable>(
        _ configuration: ServerConfiguration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil),
        log: LogLines = LogLines(),
        routes: Routes? = nil,
        _ body: @escaping @Sendable (Client) async throws -> Result
    ) async throws -> Result {
        let environment = log.environment()
        let store = try SQLiteStore.inMemory()
        let door = try FrontDoor(
            configuration,
            environment: environment,
            routes: routes ?? Routes(environment: environment, api: API(store: store))
        )
        return try await run(door.serve, body)
    }

    /// Runs a listener that tells its address when it is open.
    static func run<Result: Sendable>(
        _ serve: @escaping @Sendable (@escaping @Sendable (String) -> Void) async throws -> Void,
        _ body: @escaping @Sendable (Client) async throws -> Result
    ) async throws -> Result {
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let service = Reporting(serve: serve) { url in
            ready.yield(url.split(separator: ":").last.flatMap { Int($0) } ?? 0)
        }
        let group = ServiceGroup(services: [service], logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { ready.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            let result = try await body(Client(port: port, group: group))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        }
    }

    private struct Reporting: Service {
        let serve: @Sendable (@escaping @Sendable (String) -> Void) async throws -> Void
        let isReady: @Sendable (String) -> Void

        func run() async throws { try await serve(isReady) }
    }
}
