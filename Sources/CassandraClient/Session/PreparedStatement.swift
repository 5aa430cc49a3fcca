import NIOCore
import Synchronization

/// A statement that the cluster has parsed already.
public final class PreparedStatement: Sendable, CustomStringConvertible {
    /// What names the statement to a node.
    struct Handle: Sendable {
        var id: [UInt8]
        var metadataID: [UInt8]
        var columns: ResultColumns
    }

    /// The text.
    public let text: String
    /// The bind markers, in the order of the values.
    public let markers: [CQLColumn]
    let isRead: Bool
    let keyspace: String?
    private let partitionKey: [Int]
    private let state: Mutex<Handle>

    init(_ text: String, _ result: PreparedResult) {
        self.text = text
        markers = result.markers
        isRead = text.isRead
        keyspace = result.keyspace
        partitionKey = result.partitionKey
        state = Mutex(Handle(id: result.id, metadataID: result.metadataID, columns: result.columns))
    }

    /// The text.
    public var description: String { text }

    var handle: Handle { state.withLock { $0 } }

    /// Takes what a node says about the statement now.
    func update(_ result: PreparedResult) {
        state.withLock { $0 = Handle(id: result.id, metadataID: result.metadataID, columns: result.columns) }
    }

    /// Takes the columns that an answer says are new.
    func update(metadataID: [UInt8], columns: ResultColumns) {
        state.withLock {
            $0.metadataID = metadataID
            $0.columns = columns
        }
    }

    /// The values as they are sent.
    func encode(_ values: [CQLValue]) throws(CassandraError) -> QueryParameters.Values {
        guard values.count == markers.count else {
            throw CassandraError(
                .valueMismatch,
                .statement,
                "the statement takes \(markers.count) values, and there are \(values.count)"
            )
        }
        var bytes = ByteBuffer()
        for (value, marker) in zip(values, markers) {
            do throws(CassandraError) {
                try value.write(as: marker.type, to: &bytes)
            } catch {
                throw CassandraError(error.code, error.side, "'\(marker.name)': \(error.reason)")
            }
        }
        return QueryParameters.Values(count: values.count, bytes: bytes)
    }

    /// Where the row is; nil where the values do not tell.
    func token(_ values: QueryParameters.Values) -> Int64? {
        guard let first = partitionKey.first else { return nil }
        if partitionKey.count == 1 { return values.cell(first).map(Murmur3.token) }
        var key = ByteBuffer()
        for index in partitionKey {
            guard let cell = values.cell(index), cell.readableBytes <= UInt16.max else { return nil }
            key.writeShort(cell.readableBytes)
            key.writeImmutableBuffer(cell)
            key.writeInteger(UInt8(0))
        }
        return Murmur3.token(key)
    }
}

extension QueryParameters.Values {
    /// The bytes of a value; nil for null.
    fileprivate func cell(_ index: Int) -> ByteBuffer? {
        var rest = bytes
        for place in 0..<count {
            guard let cell = try? rest.takeBytes() else {
                if place == index { return nil }
                continue
            }
            if place == index { return cell }
        }
        return nil
    }
}

extension String {
    /// Whether the statement changes nothing.
    var isRead: Bool {
        let word = utf8.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }.prefix(6)
        return word.elementsEqual("SELECT".utf8) { $0 & 0xdf == $1 }
    }
}

/// The prepared statements that a session remembers; where there are too many, the one that was used longest ago goes.
final class PreparedCache: Sendable {
    private struct State {
        var entries: [String: (statement: PreparedStatement, used: UInt64)] = [:]
        var clock: UInt64 = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = max(limit, 1) }

    var count: Int { state.withLock { $0.entries.count } }

    func statement(_ text: String) -> PreparedStatement? {
        state.withLock { state in
            state.clock += 1
            state.entries[text]?.used = state.clock
            return state.entries[text]?.statement
        }
    }

    /// Remembers a statement, and gives back the one that another task has put there first.
    func insert(_ statement: PreparedStatement) -> PreparedStatement {
        state.withLock { state in
            if let known = state.entries[statement.text] { return known.statement }
            if state.entries.count >= limit, let oldest = state.entries.min(by: { $0.value.used < $1.value.used })?.key
            {
                state.entries[oldest] = nil
            }
            state.clock += 1
            state.entries[statement.text] = (statement, state.clock)
            return statement
        }
    }
}
