import CassandraClient
import GIRCassandraStore
import GIRCommandLine
import GIRConfigKit
import GIRLinks
import GIRServer
import GIRStore
import Logging

extension ClusterPlan {
    /// Connects to the cluster.
    ///
    /// - Parameter requestTime: how long a statement may take; nil for as long as a server lets it.
    func open(
        _ environment: ServerEnvironment,
        sessionLife: Duration = CassandraStore.Limits().sessionLife,
        requestTime: Duration? = nil
    ) async throws -> CassandraStore {
        var limits = CassandraStore.Limits()
        limits.sessionLife = sessionLife
        do {
            var settings = try settings(now: environment.now)
            if let requestTime { settings.requestTime = requestTime }
            return try await CassandraStore.open(settings, limits: limits, logger: environment.logger)
        } catch let error as StoreError where !isWritten {
            // Nobody has said that the store is there.
            let other = "set 'girctl.store' to 'file' where the cluster is not to be the store"
            throw StoreError(error.code, error.reason, hint: error.hint.map { "\($0); or \(other)" } ?? other)
        }
    }

    /// Why the server could not work with the cluster, if it could not; nodes that are given are asked instead of those
    /// of the configuration.
    func fault(
        at nodes: [LinkEndpoint],
        within limit: Duration,
        _ environment: ServerEnvironment
    ) async -> StoreErrandResult.ClusterFault? {
        var plan = self
        plan.endpoints = nodes
        do {
            try await withThrowingTaskGroup { [plan] group in
                group.addTask { try await plan.logIn(environment) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw StoreError(
                        .unreachable,
                        "the nodes do not answer the login in time",
                        hint: "wait longer with --timeout, and see whether the nodes are overloaded"
                    )
                }
                try await group.next()
                group.cancelAll()
            }
            return nil
        } catch {
            let known = (error as? LinkError).map { StoreError(.unreachable, $0.reason, hint: $0.hint) }
            let error = error as? StoreError ?? known ?? StoreError(.unavailable, "\(type(of: error))")
            return StoreErrandResult.ClusterFault(error)
        }
    }

    /// Logs in as a start does, and leaves.
    func logIn(_ environment: ServerEnvironment) async throws {
        if isStore { return try await open(environment).close() }
        let settings = try settings(isKeyspaceThere: false, now: environment.now)
        do throws(CassandraError) {
            try await CassandraSession.connect(settings, logger: environment.logger).close()
        } catch {
            throw StoreError(error)
        }
    }

    /// Says where the store is, and that a file which was the store before is not looked at.
    func remark(fileIn folder: String?, to logger: Logger) {
        logger.info(
            "store is in the cluster",
            metadata: [
                "because": "\(isWritten ? "girctl.store" : "cassandraCluster.nodes") is set", "keyspace": "\(keyspace)",
            ]
        )
        guard let folder, !isWritten else { return }
        logger.warning(
            "the store in the data folder is not used, as 'cassandraCluster.nodes' is set",
            metadata: [
                "folder": "\(folder)",
                "hint": "move it with girctl store export and import, or set 'girctl.store'",
            ]
        )
    }
}

extension StoreErrandResult.ClusterFault {
    fileprivate init(_ error: StoreError) {
        let kind: Kind =
            switch error.code {
            case .permission: .refused
            case .noSpace, .unavailable, .unreachable: .unreachable
            default: .unfit
            }
        self.init(kind, error.reason, hint: error.hint)
    }
}
