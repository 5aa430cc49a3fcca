import GIRCassandraStore
import GIRServer
import GIRStore

extension ClusterPlan {
    /// Connects to the cluster.
    func open(
        _ environment: ServerEnvironment,
        sessionLife: Duration = CassandraStore.Limits().sessionLife
    ) async throws -> CassandraStore {
        var limits = CassandraStore.Limits()
        limits.sessionLife = sessionLife
        return try await CassandraStore.open(
            try settings(now: environment.now),
            limits: limits,
            logger: environment.logger
        )
    }
}
