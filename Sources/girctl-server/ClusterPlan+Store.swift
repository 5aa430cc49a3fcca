import GIRCassandraStore
import GIRServer
import GIRStore
import Logging

extension ClusterPlan {
    /// Connects to the cluster.
    func open(
        _ environment: ServerEnvironment,
        sessionLife: Duration = CassandraStore.Limits().sessionLife
    ) async throws -> CassandraStore {
        var limits = CassandraStore.Limits()
        limits.sessionLife = sessionLife
        do {
            return try await CassandraStore.open(
                try settings(now: environment.now),
                limits: limits,
                logger: environment.logger
            )
        } catch let error as StoreError where !isWritten {
            // Nobody has said that the store is there.
            let other = "set 'girctl.store' to 'file' where the cluster is not to be the store"
            throw StoreError(error.code, error.reason, hint: error.hint.map { "\($0); or \(other)" } ?? other)
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
