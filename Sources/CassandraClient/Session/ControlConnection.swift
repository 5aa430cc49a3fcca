import Logging
import NIOCore

/// The connection that tells about the cluster: kept to one node after the other, as long as the session lives.
struct ControlConnection: Sendable {
    let core: SessionCore

    /// Follows the cluster from a first connection on until the task is cancelled.
    func run(_ first: Connection, _ events: AsyncStream<Event>) async {
        var (connection, stream): (Connection, AsyncStream<Event>) = (first, events)
        while !Task.isCancelled {
            await follow(connection, stream)
            guard !Task.isCancelled, let next = await reconnect() else { break }
            (connection, stream) = next
        }
        connection.close()
    }

    /// Connects to a node and asks it about the others.
    static func open(
        _ endpoint: CassandraEndpoint,
        _ settings: CassandraSettings,
        _ version: ProtocolVersion,
        group: any EventLoopGroup
    ) async throws(CassandraError) -> (Connection, AsyncStream<Event>, Topology) {
        let (stream, events) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(256))
        let connection = try await Connection.open(endpoint, settings, group: group, version: version) {
            events.yield($0)
        }
        Task {
            _ = await connection.untilClosed()
            events.finish()
        }
        do throws(CassandraError) {
            _ = try await connection.result(.register(Event.kinds), within: settings.requestTime)
            return (connection, stream, try await Topology(connection, within: settings.requestTime))
        } catch {
            connection.close()
            throw error
        }
    }

    private func follow(_ connection: Connection, _ events: AsyncStream<Event>) async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                var isRefreshing = false
                let done = Signal()
                var generation = done.generation
                for await event in events {
                    note(event)
                    // Events come in swarms: the first one starts the clock for all.
                    if isRefreshing, done.generation == generation { continue }
                    isRefreshing = true
                    generation = done.generation
                    group.addTask {
                        try? await Task.sleep(for: core.settings.eventDelay)
                        done.fire()
                        await refresh(connection)
                    }
                }
            }
        } onCancel: {
            connection.close()
        }
    }

    private func note(_ event: Event) {
        switch event {
        case .statusChange("UP", let address, _), .topologyChange("NEW_NODE", let address, _):
            core.logger.info("a Cassandra node is up", metadata: ["node": "\(address)"])
            // It may say so before its port listens.
            Task {
                try? await Task.sleep(for: core.settings.eventDelay)
                core.hurry(address)
            }
        case .statusChange(let status, let address, _):
            core.logger.notice("a Cassandra node changed", metadata: ["node": "\(address)", "status": "\(status)"])
        case .topologyChange, .schemaChange: break
        }
    }

    private func refresh(_ connection: Connection) async {
        do throws(CassandraError) {
            let topology = try await Topology(connection, within: core.settings.requestTime)
            core.apply(topology, from: connection.endpoint)
        } catch {
            core.logger.warning("cannot look up the Cassandra nodes", metadata: ["reason": "\(error)"])
        }
    }

    /// Goes through the nodes that are known until one answers, and rests between the rounds.
    private func reconnect() async -> (Connection, AsyncStream<Event>)? {
        while !Task.isCancelled {
            let generation = core.changed.generation
            let nodes = core.view?.local ?? []
            // Those that have connections first; the contact points last, where all addresses may have changed.
            let known = nodes.filter { $0.connectionCount > 0 } + nodes.filter { $0.connectionCount == 0 }
            var tried: Set<CassandraEndpoint> = []
            for endpoint in known.map(\.endpoint) + core.settings.contactPoints where tried.insert(endpoint).inserted {
                guard !Task.isCancelled else { return nil }
                guard
                    let (connection, events, topology) = try? await Self.open(
                        endpoint,
                        core.settings,
                        core.version,
                        group: core.group
                    )
                else { continue }
                core.apply(topology, from: endpoint)
                return (connection, events)
            }
            await core.changed.wait(since: generation, atMost: core.settings.firstRest)
        }
        return nil
    }
}
