package import CassandraClient
package import NIOCore

/// What a fake node was asked.
package struct FakeRequest: Sendable {
    package enum Kind: Sendable, Hashable {
        case authenticate(user: String, password: String)
        case batch([String])
        case execute(String, values: [ByteBuffer?])
        case options
        case prepare(String)
        case query(String)
        case register([String])
        case startup
    }

    package let kind: Kind
    /// Which node, counted from 0.
    package let node: Int
    /// Which connection to it, counted from 0.
    package let connection: Int
    package let version: UInt8
    package let stream: Int16
    package let consistency: Consistency?
    package let pageSize: Int32?
    package let pagingState: [UInt8]?
    package let timestamp: Int64?
    /// The keyspace that the connection uses.
    package let keyspace: String?
    /// The values of each statement of a batch.
    package let batchValues: [[ByteBuffer?]]

    /// The text of a query or of a prepared statement.
    package var text: String {
        switch kind {
        case .query(let text), .prepare(let text), .execute(let text, _): text
        case .batch(let texts): texts.joined(separator: "; ")
        default: ""
        }
    }

    /// The values of a prepared statement.
    package var values: [ByteBuffer?] {
        if case .execute(_, let values) = kind { values } else { [] }
    }
}

/// What a fake node does about it.
package indirect enum FakeReply: Sendable {
    /// Ends the connection.
    case close
    case delayed(Duration, FakeReply)
    case fault(ServerFault)
    /// Answers and then ends the connection after so many bytes of the answer.
    case partial(FakeReply, bytes: Int)
    /// Sends bytes as they are.
    case raw([UInt8])
    /// Ends the connection with RST.
    case reset
    case rows([CQLColumn], [[CQLValue]], nextPage: [UInt8]? = nil)
    case schemaChange
    /// Never answers.
    case silence
    /// Announces a body of another length than it has.
    case withLength(UInt32, FakeReply)
    /// Answers on another stream.
    case onStream(Int16, FakeReply)
    case void
    /// Version 5: a checksum of the payload that is not right.
    case withWrongChecksum(FakeReply)

    package static func fault(
        _ code: Int,
        _ message: String = "fake",
        _ detail: ServerFault.Detail = .none
    ) -> FakeReply { .fault(ServerFault(code: code, message: message, detail: detail)) }
}

/// What a statement looks like to who prepares it.
package struct FakeStatement: Sendable {
    package var markers: [CQLColumn]
    package var partitionKey: [Int]
    package var columns: [CQLColumn]

    package init(markers: [CQLColumn] = [], partitionKey: [Int] = [], columns: [CQLColumn] = []) {
        self.markers = markers
        self.partitionKey = partitionKey
        self.columns = columns
    }
}
