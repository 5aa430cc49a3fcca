import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRTestSupport
import Glibc
import Synchronization
import Testing

@testable import GIRServer

@Suite struct `TLS of a running listener` {
    private struct Broken: Error {}

    /// What the next reading of the files gives.
    private final class Files: Sendable {
        let next: Mutex<ServerConfiguration?>
        init(_ next: ServerConfiguration?) { self.next = Mutex(next) }

        var sources: ReloadSources {
            ReloadSources {
                guard let read = self.next.withLock({ $0 }) else { throw Broken() }
                return read
            } describe: {
                "\(type(of: $0))"
            }
        }
    }

    private let folder: TemporaryDirectory
    private let log = LogLines()

    init() throws { folder = try TemporaryDirectory() }

    private func configuration(_ identity: ServerIdentity, files: [String] = []) -> ServerConfiguration {
        var configuration = ServerConfiguration(host: nil, port: 1, identity: identity)
        configuration.files = files
        return configuration
    }

    private func listener(_ configuration: ServerConfiguration) throws -> ListenerTLS {
        try ListenerTLS(try #require(configuration.tls), now: LogLines.moment)
    }

    @Test func `is replaced by what can be served with`() async throws {
        let first = configuration(try TestIdentity.make())
        let second = configuration(try TestIdentity.make())
        let tls = try listener(first)
        let begun = tls.current
        await TLSReload(tls, first, Files(second).sources, log.environment()).reload()
        #expect(tls.current !== begun)
        #expect(tls.current.settings.identity.endEntity == second.tls?.identity.endEntity)
        #expect(tls.state.generation == 2 && tls.state.isCurrent)
        #expect(log.all.contains { $0.contains("notice TLS is taken from its files anew alias=server") })
    }

    @Test func `says which host that clients are told its new certificate does not name`() async throws {
        let first = configuration(try TestIdentity.make())
        var second = configuration(try TestIdentity.make())
        second.tls?.otherHosts = ["gir.example.org", "localhost"]
        await TLSReload(try listener(first), first, Files(second).sources, log.environment()).reload()
        let warnings = log.all.filter { $0.contains("certificate does not name a host") }
        #expect(warnings.count == 1 && warnings[0].contains("hosts=gir.example.org "))
    }

    @Test func `stays as it is where the files cannot be served with, and says so`() async throws {
        let first = configuration(try TestIdentity.make())
        let tls = try listener(first)
        let begun = tls.current
        let files = Files(nil)
        let reload = TLSReload(tls, first, files.sources, log.environment())
        await reload.reload()
        #expect(tls.current === begun)
        #expect(tls.state.failure == ReloadState.Failure(at: LogLines.moment, reason: "Broken"))
        #expect(tls.state.generation == 1)
        #expect(log.metrics.value(.configReloadSuccess) == 0)
        let health = await ReloadCheck(tls: tls).health()
        #expect(health.status == .down && !health.isRequired && health.fault?.message == "Broken")
        #expect(log.all.contains { $0.contains("error TLS cannot be taken from its files") && $0.contains("Broken") })
        files.next.withLock { $0 = ServerConfiguration(host: nil, port: 1, identity: nil) }
        await reload.reload()
        #expect(tls.current === begun && !tls.state.isCurrent)
        files.next.withLock { $0 = first }
        await reload.reload()
        #expect(tls.state.isCurrent && tls.state.generation == 2)
        #expect(log.metrics.value(.configReloadSuccess) == 1)
        #expect(await ReloadCheck(tls: tls).health().status == .up)
    }

    @Test func `says what needs a restart`() async throws {
        func written(_ yaml: String) -> WrittenOptions? {
            ApplicationConfiguration.read(SourceText(path: "a.yaml", bytes: Array(yaml.utf8))).configuration?.written
        }
        var first = configuration(try TestIdentity.make())
        first.written = written(
            """
            jetty:
              port: 8090
              ssl: {port: 8443, keyStorePath: a, excludeProtocols: [TLSv1.2]}
            serverSettings:
              enableCsrfProtection: true
              opsUserPassword: hunter2
              crossOriginSettings: {allowedOrigins: https://a.example}

            """
        )
        var other = first
        other.written = written(
            """
            serverSettings:
              opsUserPassword: hunter3
              enableCsrfProtection: "true" # as before
              crossOriginSettings: {allowedOrigins: "https://a.example, https://b.example", allowCredentials: false}
            jetty:
              ssl: {port: 9443, keyStorePath: b, excludeProtocols: [TLSv1.3], certAlias: c}

            """
        )
        await TLSReload(try listener(first), first, Files(other).sources, log.environment()).reload()
        let options = [
            "jetty.port", "jetty.ssl.port", "serverSettings.crossOriginSettings.allowCredentials",
            "serverSettings.crossOriginSettings.allowedOrigins", "serverSettings.opsUserPassword",
        ]
        let line = try #require(log.all.first { $0.contains(" warning settings have changed ") })
        #expect(line.hasSuffix(#" options="\#(options.joined(separator: ", "))"\#n"#))
        #expect(!log.all.joined().contains("hunter"))
        let count = log.all.count { $0.contains("settings have changed") }
        await TLSReload(try listener(first), first, Files(first).sources, log.environment()).reload()
        #expect(log.all.count { $0.contains("settings have changed") } == count)
    }

    @Test func `is looked at until a file has changed`() async throws {
        try folder.write("one", to: "keystore")
        let first = configuration(try TestIdentity.make(), files: [folder.path + "/keystore"])
        let tls = try listener(first)
        var sources = Files(first).sources
        sources.interval = .milliseconds(5)
        let reload = TLSReload(tls, first, sources, log.environment())
        let watch = Task { await reload.watch() }
        defer { watch.cancel() }
        try await Task.sleep(for: .milliseconds(50))
        #expect(tls.state.generation == 1)
        // At once, as careful programs write: one change, not two.
        let next = try folder.write("other", to: "next")
        #expect(rename(next, folder.path("keystore")) == 0)
        while tls.state.generation == 1 { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(tls.state.generation == 2)
    }

    @Test func `gets new session tickets when theirs are old`() async throws {
        let first = configuration(try TestIdentity.make())
        let tls = try listener(first)
        let begun = tls.current
        var sources = Files(nil).sources
        (sources.interval, sources.ticketLifetime) = (.milliseconds(5), .milliseconds(1))
        let reload = TLSReload(tls, first, sources, log.environment())
        let watch = Task { await reload.watch() }
        defer { watch.cancel() }
        while tls.current === begun { try await Task.sleep(for: .milliseconds(5)) }
        #expect(tls.state.generation == 1 && tls.state.isCurrent)
    }

    @Test func `renews the tickets twice a day`() {
        #expect(ReloadSources(load: { throw Broken() }, describe: { "\($0)" }).ticketLifetime <= .seconds(43_200))
    }
}

@Suite struct `File stamp` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `tells another content, another file and none`() throws {
        try folder.write("one", to: "a")
        let path = folder.path + "/a"
        let first = FileStamp(path)
        #expect(first != nil && FileStamp(path) == first)
        try folder.write("three", to: "a")
        #expect(FileStamp(path) != first)
        #expect(FileStamp(folder.path + "/b") == nil)
    }

    @Test func `follows the links on the way`() throws {
        for (name, text) in [("one/key", "1"), ("two/key", "2")] { try folder.write(text, to: name) }
        let data = folder.path + "/data"
        try FileManager.default.createSymbolicLink(atPath: data, withDestinationPath: "one")
        let first = FileStamp(data + "/key")
        try FileManager.default.removeItem(atPath: data)
        try FileManager.default.createSymbolicLink(atPath: data, withDestinationPath: "two")
        #expect(FileStamp(data + "/key") != first)
    }
}
