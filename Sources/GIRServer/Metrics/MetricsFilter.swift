import HTTPTypes
import Hummingbird

/// Counts every request that is answered, under the template of its route.
struct MetricsFilter: SynchronousFilter {
    let metrics: Metrics

    /// The label of what no route knows: its path is the client's and would make a series each.
    static let unknownRoute = "none"

    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext) {
        // The router has words of its own for what it does not find.
        let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? Self.unknownRoute
        metrics.increment(.requests, route, request.method.rawValue, "\(response.status.code)")
        metrics.observe(.requestDuration, route, duration: context.trail.elapsed)
    }
}
