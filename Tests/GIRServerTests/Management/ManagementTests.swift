import Dispatch
import FoundationEssentials
import GIRConfigKit
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import GIRServer

@Suite struct `management listener` {
    /// A dependency that stands as the test says.
    private struct Fixed: HealthCheck {
        let name: String
        let isRequired: Bool
        var status = DependencyHealth.Status.up

        func health() async -> DependencyHealth {
            var health = DependencyHealth(name, isRequired: isRequired, status)
            health.address = "10.0.0.7:9042"
            return health
        }
    }

    private func serve(
        _ health: Health,
        _ log: LogLines = LogLines(),
        metrics: Metrics = Metrics(),
        settings: ManagementSettings = ManagementSettings(port: 0),
        _ body: @escaping @Sendable (TestServer.Client) async throws -> Void
    ) async throws {
        var environment = log.environment()
        environment.metrics = metrics
        let door = ManagementDoor(settings, health: health, api: Routes([]), environment: environment)
        try await TestServer.run(door.serve, body)
    }

    private func get(_ path: String, host: String = "localhost", _ client: TestServer.Client) async throws -> String {
        try await client.exchange("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    }

    @Test func `tells probes by the status how the server stands`() async throws {
        let health = Health([Fixed(name: "store", isRequired: true)])
        try await serve(health) { client in
            #expect(try await get("/health/live", client).hasPrefix("HTTP/1.1 200 "))
            #expect(try await get("/health/startup", client).hasPrefix("HTTP/1.1 503 "))
            #expect(try await get("/health/ready", client).hasPrefix("HTTP/1.1 503 "))
            health.enter(.serving)
            #expect(try await get("/health/startup", client).hasSuffix(#"{"status":"up"}"#))
            let ready = try await get("/health/ready", client)
            #expect(ready.hasPrefix("HTTP/1.1 200 "))
            #expect(
                ready.hasSuffix(
                    #"{"dependencies":[{"address":"10.0.0.7:9042","name":"store","required":true,"status":"up"}],"phase":"serving","status":"up"}"#
                )
            )
            health.enter(.stopping)
            health.enter(.serving)
            #expect(try await get("/health/ready", client).hasPrefix("HTTP/1.1 503 "))
            #expect(try await get("/health/live", client).hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `is ready without what is not required, and not without what is`() async throws {
        func status(_ checks: Fixed...) async -> Health.Report.Status {
            let health = Health(checks)
            health.enter(.serving)
            return await health.report().status
        }
        let up = Fixed(name: "a", isRequired: true)
        #expect(await status() == .up)
        #expect(await status(up, Fixed(name: "b", isRequired: false, status: .unknown)) == .up)
        #expect(await status(up, Fixed(name: "b", isRequired: false, status: .down)) == .degraded)
        #expect(await status(up, Fixed(name: "b", isRequired: true, status: .down)) == .down)
    }

    @Test func `shows the metrics, those of the process too`() async throws {
        let metrics = Metrics()
        try await serve(Health(), metrics: metrics) { client in
            _ = try await get("/health/live", client)
            _ = try await get("/a/b/c", client)
            let answer = try await get("/metrics", client)
            #expect(answer.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            let page = ScrapePage(String(answer.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""))
            #expect(page.problems == [])
            #expect(page.values[#"http_requests_total{route="/health/live",method="GET",code="200"}"#] == 1)
            #expect(page.values[#"http_requests_total{route="none",method="GET",code="404"}"#] == 1)
            #expect(page.values["process_resident_memory_bytes"] ?? 0 > 1_000_000)
        }
    }

    @Test func `keeps to the limits of the front door, and takes no body`() async throws {
        let metrics = Metrics()
        try await serve(Health(), metrics: metrics) { client in
            let long = "GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: h\r\n\r\n"
            let tooLong = try await client.exchange(long)
            #expect(tooLong.hasPrefix("HTTP/1.1 414 "))
            let body = "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na"
            let tooLarge = try await client.exchange(body)
            #expect(tooLarge.hasPrefix("HTTP/1.1 413 "))
            #expect(try await get("/metrics/../etc", client).hasPrefix("HTTP/1.1 400 "))
            #expect(metrics.value(.refusals, "414") == 1)
            #expect(metrics.value(.refusals, "400") == 1)
        }
    }

    @Test(arguments: ["evil.example", "evil.example:8091", "localhost.evil.example"])
    func `answers no page of a browser that calls it by another name`(_ host: String) async throws {
        try await serve(Health()) { client in
            let answer = try await get("/metrics", host: host, client)
            #expect(answer.hasPrefix("HTTP/1.1 421 "))
        }
    }

    @Test(arguments: ["127.0.0.1:8091", "[::1]:8091", "LOCALHOST"])
    func `answers to the names of this machine`(_ host: String) async throws {
        try await serve(Health()) { client in
            let answer = try await get("/metrics", host: host, client)
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func `says that a thread of the server is stuck`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let release = DispatchSemaphore(value: 0)
        #expect(await LoopPulse(group: group).isThere())
        group.next().execute { release.wait() }
        #expect(await LoopPulse(group: group, limit: .milliseconds(100)).isThere() == false)
        release.signal()
        #expect(await LoopPulse(group: group, limit: .seconds(20)).isThere())
        try await group.shutdownGracefully()
    }

    private func settings(_ yaml: String) throws -> ManagementSettings? {
        let source = SourceText(path: "application.yaml", bytes: Array(yaml.utf8))
        let (read, report) = ApplicationConfiguration.read(source)
        #expect(report.diagnostics.map(\.message) == [])
        return try ManagementSettings(try #require(read).operation.management)
    }

    @Test func `is where the configuration says, and on this machine alone where it says nothing`() throws {
        #expect(try settings("{}") == ManagementSettings(host: "127.0.0.1", port: 8091, isPortWritten: false))
        #expect(
            try settings("girctl:\n  management:\n    host: ::1\n    port: 9000\n")
                == ManagementSettings(host: "::1", port: 9000)
        )
        #expect(try settings("girctl:\n  management:\n    enabled: false\n    host: 0.0.0.0\n") == nil)
        #expect(
            try settings("girctl:\n  management:\n    host: 10.0.0.1\n    allowOtherMachines: true\n")?.host
                == "10.0.0.1"
        )
    }

    @Test(arguments: ["0.0.0.0", "::", "10.0.0.1", "host.example.com"])
    func `is not opened to other machines unless that is said`(_ host: String) throws {
        do {
            _ = try settings("girctl:\n  management:\n    host: '\(host)'\n")
            Issue.record("'\(host)' is reached from elsewhere")
        } catch let error as ServerError {
            #expect(error.code == .configuration)
            #expect(
                error.reason
                    == "'girctl.management.host' is '\(host)', which other machines reach, and its pages need no login"
            )
        }
    }

    @Test func `does without its port where that is taken and nobody has chosen it`() async throws {
        try await serve(Health()) { first in
            let log = LogLines()
            let same = ManagementSettings(port: first.port, isPortWritten: false)
            try await serve(Health(), log, settings: same) { _ in }
            #expect(log.all.contains { $0.contains("warning management port is in use, this server offers no health") })
            await #expect(throws: ServerError.self) {
                try await serve(Health(), settings: ManagementSettings(port: first.port)) { _ in }
            }
        }
    }
}
