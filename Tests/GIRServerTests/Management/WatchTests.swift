import FoundationEssentials
import GIRPKI
import GIRStore
import GIRTestSupport
import Glibc
import Testing

@testable import GIRServer

@Suite struct `Health of the store and of logins` {
    private let log = LogLines()
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test func `counts the sessions, and sees that the file is another one`() async throws {
        let store = try SQLiteStore.open(folder: folder.path("data"))
        let watch = StoreWatch(store, environment: log.environment())
        #expect(await watch.health().status == .unknown)
        _ = try await store.add(`CSRF protection`.operationsSession, limitPerPrincipal: 10, verifier: nil)
        await watch.look()
        #expect(await watch.health().status == .up)
        #expect(log.metrics.value(.sessions) == 1)
        #expect(log.metrics.value(.backendUp, "store") == 1)
        #expect(rename(folder.path("data/store.sqlite"), folder.path("away")) == 0)
        await watch.look()
        await watch.look()
        let health = await watch.health()
        #expect(health.status == .down && health.isRequired && health.fault?.code == "unavailable")
        #expect(log.metrics.value(.backendUp, "store") == 0)
        // Once, not every five seconds.
        #expect(log.all.count { $0.contains("store fails") } == 1)
        #expect(rename(folder.path("away"), folder.path("data/store.sqlite")) == 0)
        await watch.look()
        #expect(await watch.health().status == .up)
        #expect(log.all.last?.contains("store can be used") == true)
        try store.close()
    }

    @Test(.enabled(if: SmallDisk.canMount))
    func `goes on with less while the disk is full`() async throws {
        let disk = try SmallDisk()
        defer { disk.unmount() }
        let store = try SQLiteStore.open(folder: "\(disk.path)/data")
        let watch = StoreWatch(store, environment: log.environment())
        try disk.fill("other")
        await watch.look()
        let health = await watch.health()
        #expect(health.status == .down && !health.isRequired && health.fault?.code == "noSpace", "\(health)")
        let whole = Health([watch])
        whole.enter(.serving)
        #expect(await whole.report().status == .degraded)
        #expect(unlink("\(disk.path)/other") == 0)
        await watch.look()
        #expect(await whole.report().status == .up)
        try store.close()
    }

    @Test func `looks often at a store that is down`() async throws {
        let store = try SQLiteStore.open(folder: folder.path("data"))
        var watch = StoreWatch(store, environment: log.environment())
        watch.interval = .seconds(3600)
        #expect(rename(folder.path("data/store.sqlite"), folder.path("away")) == 0)
        await watch.look()
        #expect(await watch.health().status == .down)
        try await withThrowingTaskGroup(of: Void.self) { [watch] group in
            group.addTask { try await watch.run() }
            #expect(rename(folder.path("away"), folder.path("data/store.sqlite")) == 0)
            let end = ContinuousClock.now + .seconds(60)
            while await watch.health().status != .up, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(await watch.health().status == .up)
            group.cancelAll()
        }
        try store.close()
    }

    private func logins(_ store: SQLiteStore, helper: String?) throws -> Logins {
        var settings = LoginWorld.settings
        settings.helper = helper.map { HelperCommand([$0]) }
        return try Logins(settings, store: store, environment: log.environment(), work: PasswordWork(), vault: nil)
    }

    @Test func `asks for a helper only where a contact center needs it`() async throws {
        let store = try SQLiteStore.inMemory()
        let watch = LoginWatch(try logins(store, helper: nil), store: store, environment: log.environment())
        await watch.look()
        #expect(await watch.health().status == .unknown)
        try await store.add(ContactCenter(id: "0c", domain: "central", usesConfigurationServer: true))
        await watch.look()
        #expect(await watch.health().status == .down)
        #expect(await watch.health().fault?.code == "no-helper")
        #expect(log.metrics.value(.backendUp, "login") == 0)
        try await store.updateContactCenter("0c") { $0.usesConfigurationServer = false }
        await watch.look()
        #expect(await watch.health().status == .unknown)
        #expect(log.metrics.value(.backendUp, "login") == nil)
    }

    @Test func `starts a helper, and sees one that is not there`() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.add(ContactCenter(id: "0c", domain: "central", usesConfigurationServer: true))
        let there = try folder.write("#!/bin/sh\nwhile read -r line; do echo OK; done\n", to: "helper", mode: 0o700)
        for (program, status) in [(there, DependencyHealth.Status.up), (folder.path("none"), .down)] {
            let logins = try logins(store, helper: program)
            let watch = LoginWatch(logins, store: store, environment: log.environment())
            await watch.look()
            #expect(await watch.health().status == status, "\(program)")
            // A server without a helper is as good as any other for everybody else.
            #expect(await !watch.health().isRequired)
            await logins.close()
        }
        #expect(log.all.contains { $0.contains("users of Configuration Server cannot log in") })
    }
}
