import GIRServer
import Testing

@testable import class GIRServer.Metrics
@testable import struct GIRServer.ProcessMetrics
@testable import struct GIRServer.PrometheusText

@Suite struct `metrics` {
    @Test func `count under the labels' values, and are written as Prometheus reads them`() {
        let metrics = Metrics()
        metrics.increment(.requests, "/api/v2/me", "GET", "200")
        metrics.increment(.requests, "/api/v2/me", "GET", "200", by: 2)
        metrics.increment(.requests, "none", "POST", "404")
        metrics.set(.certificateNotAfter, "listener", "a \"b\\\n", to: 1_767_225_600)
        metrics.increment(.connections)
        metrics.increment(.connections, by: -1)
        metrics.observe(.requestDuration, "/api/v2/me", duration: .milliseconds(3))
        metrics.observe(.requestDuration, "/api/v2/me", duration: .seconds(90))
        let text = metrics.text()
        let page = ScrapePage(text)
        #expect(page.problems == [])
        #expect(page.values[#"http_requests_total{route="/api/v2/me",method="GET",code="200"}"#] == 3)
        #expect(page.values[#"http_requests_total{route="none",method="POST",code="404"}"#] == 1)
        #expect(text.contains(#"cert_not_after_seconds{name="listener",alias="a \"b\\\n"} 1767225600"# + "\n"))
        #expect(page.values["http_connections"] == 0)
        #expect(page.values[#"http_request_duration_seconds_bucket{route="/api/v2/me",le="0.0025"}"#] == 0)
        #expect(page.values[#"http_request_duration_seconds_bucket{route="/api/v2/me",le="0.005"}"#] == 1)
        #expect(page.values[#"http_request_duration_seconds_bucket{route="/api/v2/me",le="30"}"#] == 1)
        #expect(page.values[#"http_request_duration_seconds_count{route="/api/v2/me"}"#] == 2)
        #expect(page.values[#"http_request_duration_seconds_sum{route="/api/v2/me"}"#] == 90.003)
    }

    @Test func `stand at zero from the start where they have no labels, and only there`() {
        let page = ScrapePage(Metrics().text())
        #expect(page.problems == [])
        #expect(page.values["sessions_active"] == 0)
        #expect(page.values["cors_rejected_total"] == 0)
        #expect(page.values.count == Metric.allCases.count { $0.definition.labels.isEmpty })
    }

    @Test func `have names of their own, in Prometheus' form`() {
        let names = Metric.allCases.map(\.definition.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(name.wholeMatch(of: #/[a-z]+(_[a-z]+)*/#) != nil, "\(name)") }
        for metric in Metric.allCases {
            guard case .histogram(let bounds) = metric.definition.kind else { continue }
            #expect(bounds == bounds.sorted() && !bounds.isEmpty)
        }
    }

    @Test func `never become more series than the limit, and say that some are missing`() {
        let metrics = Metrics(seriesLimit: 20)
        for number in 0..<100 { metrics.increment(.csrfRejected, "\(number)") }
        metrics.observe(.requestDuration, "/late", duration: .seconds(1))
        metrics.increment(.csrfRejected, "7")
        #expect(ScrapePage(metrics.text()).values.keys.count { $0.hasPrefix("csrf_rejected_total") } == 20)
        #expect(metrics.value(.droppedSeries) == 81)
        #expect(metrics.value(.csrfRejected, "7") == 2)
        // Room that is given back is used again.
        for number in 0..<14 { metrics.remove(.csrfRejected, "\(number)") }
        metrics.observe(.requestDuration, "/late", duration: .seconds(1))
        #expect(metrics.value(.requestDuration, "/late") == 1)
    }

    @Test func `are dropped where the labels are not those of the metric`() {
        let metrics = Metrics()
        metrics.increment(.csrfRejected)
        metrics.set(.sessions, "extra", to: 3)
        #expect(metrics.value(.droppedSeries) == 2)
        #expect(metrics.value(.sessions) == 0)
    }

    @Test func `lose no update where many come at once`() async {
        let metrics = Metrics()
        await withTaskGroup(of: Void.self) { tasks in
            for worker in 0..<8 {
                tasks.addTask {
                    for _ in 0..<1000 { metrics.increment(.authentications, "cs", "\(worker % 2)") }
                }
            }
        }
        #expect(metrics.value(.authentications, "cs", "0") == 4000)
        #expect(metrics.value(.authentications, "cs", "1") == 4000)
    }

    @Test func `of the process are those of this one`() {
        let process = ProcessMetrics()
        #expect(process.residentBytes > 1_000_000)
        #expect(process.startTime > 1_600_000_000)
        #expect(process.openFiles >= 3)
        #expect(process.openFilesLimit >= process.openFiles)
        var page = PrometheusText()
        process.write(to: &page)
        #expect(ScrapePage(page.text).problems == [])
    }
}
