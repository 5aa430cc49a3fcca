import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /metrics`, what Prometheus scrapes.
enum MetricsPage {
    static func route(_ metrics: Metrics) -> Routes.Route {
        Routes.Route(method: .get, path: "/metrics", access: .anyone) { _, _ in
            var page = PrometheusText()
            ProcessMetrics().write(to: &page)
            return Response(
                status: .ok,
                headers: [.contentType: PrometheusText.contentType],
                body: .init(byteBuffer: ByteBuffer(string: metrics.text() + page.text))
            )
        }
    }
}
