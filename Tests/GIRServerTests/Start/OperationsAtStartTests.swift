import GIRPKI
import GIRStore
import ServiceLifecycle
import Testing

@testable import GIRServer

@Suite struct `Operations account when the server starts` {
    private func start(_ store: any Store, password: String = "canary-password", log: LogLines) async throws {
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        configuration.logins.operations = OperationsAccount(userName: "rws-ops", password: Secret(password))
        let door = try FrontDoor(configuration, environment: log.environment(), store: store)
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { open.finish() }
                try await door.serve { _ in open.yield() }
            }
            for await _ in opened { break }
            tasks.cancelAll()
            // How a server ends that is cancelled is not what this is about.
            try? await tasks.waitForAll()
        }
    }

    @Test func `keeps its sessions, and loses them with another password`() async throws {
        let store = try SQLiteStore.inMemory()
        let log = LogLines()
        func add(_ number: UInt8, _ password: String) async throws {
            let account = OperationsAccount(userName: "rws-ops", password: Secret(password))
            let session = Session(
                idHash: [number],
                principal: Principal(operations: "rws-ops"),
                csrfToken: [],
                isSecure: false,
                created: LogLines.moment,
                lastUsed: LogLines.moment
            )
            _ = try await store.add(session, limitPerPrincipal: 5, verifier: try account.verifier())
        }
        try await start(store, log: log)
        try await add(1, "canary-password")
        try await start(store, log: log)
        #expect(try await store.session([1]) != nil)
        try await start(store, password: "another", log: log)
        #expect(try await store.session([1]) == nil)
        // A node that was not started anew lets nobody in who has the old password.
        await #expect(throws: StoreError(.notFound, "")) { try await add(2, "canary-password") }
        try await add(3, "another")
    }

    @Test func `loses the sessions that it had, and keeps its name from users`() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.add(ContactCenter(id: "c", domain: "c", usesConfigurationServer: false))
        let user = User(id: "u", contactCenter: "c", userName: "anna", roles: [.agent])
        try await store.add(user)
        for (number, principal) in [Principal(operations: "rws-ops"), Principal(user: user)].enumerated() {
            let session = Session(
                idHash: [UInt8(number)],
                principal: principal,
                csrfToken: [],
                isSecure: false,
                created: LogLines.moment,
                lastUsed: LogLines.moment
            )
            _ = try await store.add(session, limitPerPrincipal: 5, verifier: nil)
        }
        let log = LogLines()
        try await start(store, log: log)
        #expect(try await store.session([0]) == nil)
        #expect(try await store.session([1]) != nil)
        #expect(!log.all.contains { $0.contains("has the name of the operations account") })
        await #expect(throws: StoreError(.alreadyExists, "")) {
            try await store.updateUser("u") { $0.userName = "RWS-OPS" }
        }
    }

    @Test func `is told of in the log where a user has its name`() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.add(ContactCenter(id: "c", domain: "c", usesConfigurationServer: false))
        try await store.add(User(id: "u", contactCenter: "c", userName: "RWS-ops", roles: [.agent]))
        let log = LogLines()
        try await start(store, log: log)
        #expect(log.all.contains { $0.contains("a user has the name of the operations account, and cannot log in") })
    }
}
