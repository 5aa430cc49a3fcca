import CassandraClient
import GIRStore
import NIOCore

/// A session with the cluster, in the words and with the errors of the store.
///
/// Every write may be sent twice: plain ones name all that they change, conditional ones leave a version behind that
/// shows whose they were.
struct ClusterDatabase: Sendable {
    private let life: SessionLife

    init(_ session: CassandraSession) { life = SessionLife(session) }

    /// How long a statement may take with all its attempts.
    private var patience: Duration { session.requestTime }

    var session: CassandraSession { life.session }

    /// The first page of rows.
    func rows(_ text: String, _ values: [CQLValue] = [], pageSize: Int? = nil) async throws -> Rows {
        var options = StatementOptions.idempotent
        options.pageSize = pageSize.map { Int32(clamping: $0) }
        return try await attempt(options) { try await session.execute(text, values, $0) }
    }

    /// What the schema says of a keyspace, in one page; it is asked for too seldom to be prepared.
    func schema(_ columns: String, of keyspace: String) async throws -> Rows {
        let text = "SELECT \(columns) WHERE keyspace_name = \(Self.quoted(keyspace))"
        return try await attempt { try await session.query(text, $0) }
    }

    /// A text as CQL writes it.
    static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    func row(_ text: String, _ values: [CQLValue]) async throws -> Row? { try await rows(text, values).first }

    /// Goes through all rows, a page at a time, until the body has enough.
    func scan(
        _ text: String,
        _ values: [CQLValue] = [],
        pageSize: Int = 1000,
        _ body: (Rows) async throws -> Scan
    ) async throws {
        var options = StatementOptions.idempotent
        options.pageSize = Int32(clamping: pageSize)
        repeat {
            // Many rows take their time, and another node would begin with them anew.
            let page = try await attempt(options, atMost: patience) { try await session.execute(text, values, $0) }
            if try await body(page) == .enough { return }
            options.page = page.nextPage
        } while options.page != nil
    }

    enum Scan { case enough, more }

    /// Writes what is so whatever was there before.
    ///
    /// - Parameter timestamp: microseconds since 1970; nil for now.
    func write(_ text: String, _ values: [CQLValue], timestamp: Int64? = nil) async throws {
        var options = StatementOptions.idempotent
        options.timestamp = timestamp
        _ = try await attempt(options) { try await session.execute(text, values, $0) }
    }

    /// Several writes, all of which come about in the end, or none.
    func writeTogether(_ writes: [(text: String, values: [CQLValue])], timestamp: Int64? = nil) async throws {
        guard !writes.isEmpty else { return }
        var options = StatementOptions.idempotent
        options.timestamp = timestamp
        _ = try await attempt(options) { options in
            let began = ContinuousClock.now
            var prepared: [(statement: PreparedStatement, values: [CQLValue])] = []
            for write in writes {
                prepared.append((try await session.prepare(write.text, options.after(began)), write.values))
            }
            return try await session.batch(prepared, .logged, options.after(began))
        }
    }

    /// What a conditional write came to.
    enum Outcome {
        case applied
        /// The condition does not hold; with what there is instead, where there is something.
        case refused(Row?)
    }

    /// Writes under a condition, by Paxos.
    ///
    /// - Parameter version: what the write leaves in the column `version`: an answer that was lost may have been a yes.
    func apply(_ text: String, _ values: [CQLValue], leaving version: CQLUUID?) async throws -> Outcome {
        let rows = try await attempt { try await session.execute(text, values, $0) }
        if rows.wasApplied { return .applied }
        guard let row = rows.first, row.columns.contains(where: { $0.name == "version" }) else {
            return .refused(nil)
        }
        let found = try mapped { () throws(CassandraError) in try row.decodeIfPresent("version", as: CQLUUID.self) }
        return found != nil && found == version ? .applied : .refused(row)
    }

    // MARK: Errors

    /// Tries again what a busy or changing cluster did not answer for sure, as long as there is time.
    ///
    /// - Parameter limit: how long one attempt may take; half of all time by default, so that a node that stands still
    ///   leaves another one as much.
    private func attempt<Value>(
        _ options: StatementOptions = .idempotent,
        atMost limit: Duration? = nil,
        _ body: (StatementOptions) async throws -> Value
    ) async throws -> Value {
        let end = ContinuousClock.now + patience
        var options = options
        var rest = Duration.milliseconds(20)
        var retries = 0
        while true {
            options.time = min(limit ?? patience / 2, end - .now)
            do {
                return try await body(options)
            } catch let error as CassandraError {
                try Task.checkCancellation()
                guard error.isTransient, retries < Self.retries, ContinuousClock.now + rest * 2 < end else {
                    throw StoreError(error)
                }
                options.avoided = error.node
            }
            try await Task.sleep(for: rest * Double.random(in: 0.5...1.5))
            rest *= 2
            retries += 1
        }
    }

    private static let retries = 5
}

/// Turns the client's error into the store's.
func mapped<Value>(_ body: () throws(CassandraError) -> Value) throws(StoreError) -> Value {
    do throws(CassandraError) { return try body() } catch { throw StoreError(error) }
}

extension Row {
    func text(_ name: String) throws -> String { try mapped { () throws(CassandraError) in try decode(name) } }

    func textIfPresent(_ name: String) throws -> String? {
        try mapped { () throws(CassandraError) in try decodeIfPresent(name) }
    }

    func number(_ name: String) throws -> Int64 { try mapped { () throws(CassandraError) in try decode(name) } }

    func numberIfPresent(_ name: String) throws -> Int64? {
        try mapped { () throws(CassandraError) in try decodeIfPresent(name) }
    }

    func flag(_ name: String) throws -> Bool { try mapped { () throws(CassandraError) in try decode(name) } }

    func flagIfPresent(_ name: String) throws -> Bool? {
        try mapped { () throws(CassandraError) in try decodeIfPresent(name) }
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try mapped { () throws(CassandraError) in Array(buffer: try decode(name, as: ByteBuffer.self)) }
    }

    /// A set or a list of texts; the cluster knows no empty ones.
    func texts(_ name: String) throws -> [String] {
        try mapped { () throws(CassandraError) in try decodeIfPresent(name) ?? [] }
    }

    func value(_ name: String) throws -> CQLValue { try mapped { () throws(CassandraError) in try decode(name) } }

    func textsByName(_ name: String) throws -> [String: String] {
        try mapped { () throws(CassandraError) in try decodeIfPresent(name) ?? [:] }
    }

    /// A map of bytes to moments.
    func moments(_ name: String) throws -> [[UInt8]: Int64] {
        let found = try mapped { () throws(CassandraError) in try decodeIfPresent(name, as: [ByteBuffer: Int64].self) }
        return Dictionary(
            (found ?? [:]).map { (Array(buffer: $0.key), $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func versionIfPresent() throws -> CQLUUID? {
        try mapped { () throws(CassandraError) in try decodeIfPresent("version") }
    }

    func version() throws -> CQLUUID { try mapped { () throws(CassandraError) in try decode("version") } }
}

extension CQLValue {
    /// A set of texts in the order of its members.
    static func texts(_ set: some Sequence<String>) -> CQLValue { .list(set.sorted().map(CQLValue.text)) }
}

extension Sequence where Element: Sendable {
    /// Looks each element up, several at a time; gives what was found, in the order of the elements.
    func lookUp<Value: Sendable>(_ body: @escaping @Sendable (Element) async throws -> Value?) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value?).self) { group in
            var elements = enumerated().makeIterator()
            var found: [Int: Value] = [:]
            for _ in 0..<32 {
                guard let (index, element) = elements.next() else { break }
                group.addTask { (index, try await body(element)) }
            }
            while let (index, value) = try await group.next() {
                found[index] = value
                if let (index, element) = elements.next() { group.addTask { (index, try await body(element)) } }
            }
            return found.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

/// Ends the session with the last one who uses it.
private final class SessionLife: Sendable {
    let session: CassandraSession

    init(_ session: CassandraSession) { self.session = session }

    deinit {
        let session = session
        Task { await session.close() }
    }
}
