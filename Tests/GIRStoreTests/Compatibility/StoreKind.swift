import CassandraClient
import CassandraFake
import GIRCassandraStore
import GIRStore
import GIRTestSupport
import Testing

/// The kinds of store that have to behave alike: every test of this folder runs on each.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
    case cassandra
    case cassandraFake
    case sqliteFile
    case sqliteInMemory

    /// All that there are here: a real Cassandra only where one is named.
    static var allCases: [StoreKind] {
        (LiveCluster.endpoints.isEmpty ? [] : [.cassandra]) + [.cassandraFake, .sqliteFile, .sqliteInMemory]
    }

    /// A new empty store.
    func make(sessionLimit: Int = SQLiteStore.standardSessionLimit) async throws -> any Store {
        switch self {
        case .cassandra: try await LiveKeyspaces.shared.make(sessionLimit: sessionLimit)
        case .cassandraFake: try await FakeKeyspaces.make(sessionLimit: sessionLimit)
        case .sqliteFile:
            try SQLiteStore.open(folder: TemporaryDirectory().path("data"), sessionLimit: sessionLimit)
        case .sqliteInMemory: try SQLiteStore.inMemory(sessionLimit: sessionLimit)
        }
    }

    /// A new store with one contact center.
    func makeWithContactCenter(sessionLimit: Int = SQLiteStore.standardSessionLimit) async throws -> any Store {
        let store = try await make(sessionLimit: sessionLimit)
        try await store.add(ContactCenter.sample)
        return store
    }

    var testDescription: String {
        switch self {
        case .cassandra: "Cassandra"
        case .cassandraFake: "Cassandra in this process"
        case .sqliteFile: "SQLite file"
        case .sqliteInMemory: "SQLite in memory"
        }
    }
}

/// Whether the body throws this code.
func expectStoreError(
    _ code: StoreError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    await #expect(throws: StoreError(code, ""), sourceLocation: sourceLocation) { try await body() }
}

extension ContactCenter {
    static let sample = ContactCenter(
        id: String(repeating: "c", count: 32),
        domain: "Sample",
        usesConfigurationServer: false,
        features: ["/api/api-voice-recording", "/api/api-supervisor-recording"]
    )
}

extension User {
    static func sample(_ name: String, id: String? = nil, in contactCenter: String = ContactCenter.sample.id) -> User {
        User(
            id: id ?? "id of \(name)",
            contactCenter: contactCenter,
            userName: name,
            firstName: "Zoë",
            lastName: "O'Hara \u{1F3A7}",
            roles: [.agent, .supervisor],
            permissions: [.addLabel, .applyNonDeletion],
            passwordHash: "$scrypt$ln=15,r=8,p=3$c2FsdA$aGFzaA"
        )
    }
}
