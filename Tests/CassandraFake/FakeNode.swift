package import CassandraClient
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One node of a fake cluster.
package final class FakeNode: Sendable {
    private struct State {
        var port = 0
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
        var registered: [ObjectIdentifier: @Sendable (Event) -> Void] = [:]
        var accepted = 0
        var prepared: [[UInt8]: String] = [:]
        var isRemoved = false
    }

    package let index: Int
    package let dataCenter: String
    package let hostID: CQLUUID
    package let token: Int64
    private let state = Mutex(State())

    init(_ index: Int, of count: Int, dataCenter: String) {
        self.index = index
        self.dataCenter = dataCenter
        hostID = CQLUUID(high: 0xFA4E, low: UInt64(index))
        token = Int64(bitPattern: UInt64(index) &* (UInt64.max / UInt64(count)) &+ (1 << 63) &+ 1)
    }

    package var endpoint: CassandraEndpoint { CassandraEndpoint("127.0.0.1", port: state.withLock { $0.port }) }

    /// How many connections were accepted since the beginning.
    package var accepted: Int { state.withLock { $0.accepted } }

    /// How many connections there are.
    package var open: Int { state.withLock { $0.connections.count } }

    /// Whether the other nodes have forgotten it.
    package var isRemoved: Bool {
        get { state.withLock { $0.isRemoved } }
        set { state.withLock { $0.isRemoved = newValue } }
    }

    var address: CQLValue { CQLAddress("127.0.0.1").map(CQLValue.inet) ?? .null }

    /// Listens; on the port that it had before, where it had one.
    package func start(in cluster: FakeCluster) async throws {
        let listener = try await ServerBootstrap(group: cluster.settings.group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = cluster.settings.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    let number = self.add(channel)
                    try channel.pipeline.syncOperations.addHandler(FakeConnection(self, cluster, number))
                }
            }
            .bind(host: "127.0.0.1", port: endpoint.port).get()
        state.withLock {
            $0.listener = listener
            $0.port = listener.localAddress?.port ?? 0
        }
    }

    /// Stops listening and ends all connections, as a process does that is killed.
    package func stop() async {
        let (listener, connections) = state.withLock { state in
            defer {
                state.listener = nil
                state.connections = [:]
                state.registered = [:]
            }
            return (state.listener, Array(state.connections.values))
        }
        try? await listener?.close()
        for connection in connections { try? await connection.close() }
    }

    /// Ends all connections and goes on listening.
    package func dropConnections() async {
        for connection in state.withLock({ Array($0.connections.values) }) { try? await connection.close() }
    }

    /// Forgets all prepared statements, as a restart does.
    package func forgetPrepared() { state.withLock { $0.prepared = [:] } }

    func announce(_ event: Event) { for send in state.withLock({ Array($0.registered.values) }) { send(event) } }

    func register(_ id: ObjectIdentifier, _ send: @escaping @Sendable (Event) -> Void) {
        state.withLock { $0.registered[id] = send }
    }

    func prepare(_ text: String) -> [UInt8] {
        // FNV-1a: the same text has the same name on every node.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let id = (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
        state.withLock { $0.prepared[id] = text }
        return id
    }

    func prepared(_ id: [UInt8]) -> String? { state.withLock { $0.prepared[id] } }

    private func add(_ channel: any Channel) -> Int {
        let id = ObjectIdentifier(channel)
        channel.closeFuture.whenComplete { _ in
            self.state.withLock {
                $0.connections[id] = nil
                $0.registered[id] = nil
            }
        }
        return state.withLock { state in
            state.connections[id] = channel
            defer { state.accepted += 1 }
            return state.accepted
        }
    }
}
