import CassandraClient
import NIOCore

/// One answer of every kind, and every error with its numbers.
enum SampleResponses {
    static let columns = [
        CQLColumn("id", .uuid), CQLColumn("name", .varchar), CQLColumn("tags", .map(.varchar, .list(.int))),
        CQLColumn("place", .udt(keyspace: "ks", name: "place", fields: [])),
        CQLColumn("pair", .tuple([.int, .varint])),
        CQLColumn("vector", .custom("org.apache.cassandra.db.marshal.VectorType")),
    ]

    static let faults: [ServerFault] =
        [0x0000, 0x000A, 0x0100, 0x1001, 0x1002, 0x1003, 0x1600, 0x2000, 0x2100, 0x2200, 0x2300].map {
            ServerFault(code: $0, message: "words")
        } + [
            ServerFault(code: 0x1000, message: "w", detail: .unavailable(.quorum, required: 2, alive: 1)),
            ServerFault(
                code: 0x1100,
                message: "w",
                detail: .writeTimeout(.one, received: 0, required: 1, kind: "BATCH_LOG")
            ),
            ServerFault(
                code: 0x1200,
                message: "w",
                detail: .readTimeout(.all, received: 2, required: 3, hasData: false)
            ),
            ServerFault(
                code: 0x1300,
                message: "w",
                detail: .readFailure(.two, received: 1, required: 2, failed: 1, hasData: true)
            ),
            ServerFault(
                code: 0x1400,
                message: "w",
                detail: .functionFailure(keyspace: "ks", function: "f", arguments: ["int", "text"])
            ),
            ServerFault(
                code: 0x1500,
                message: "w",
                detail: .writeFailure(.localQuorum, received: 1, required: 2, failed: 2, kind: "SIMPLE")
            ),
            ServerFault(code: 0x1700, message: "w", detail: .unknownOutcome(.serial, received: 1, required: 2)),
            ServerFault(code: 0x2400, message: "w", detail: .alreadyExists(keyspace: "ks", table: "t")),
            ServerFault(code: 0x2500, message: "w", detail: .unprepared(id: [1, 2, 3, 4])),
        ]

    static let all: [Response.Kind] =
        [
            .ready, .void, .authenticate("org.apache.cassandra.auth.PasswordAuthenticator"), .authSuccess(nil),
            .authChallenge(ByteBuffer(string: "PLAIN-START")), .setKeyspace("gir"),
            .supported(["PROTOCOL_VERSIONS": ["3/v3", "4/v4", "5/v5"], "COMPRESSION": ["snappy", "lz4"]]),
            .schemaChange(.schemaChange(change: "CREATED", target: "TABLE", keyspace: "ks", name: "t")),
            .event(.schemaChange(change: "DROPPED", target: "KEYSPACE", keyspace: "ks", name: nil)),
            .prepared(
                PreparedResult(
                    id: [1, 2],
                    metadataID: [],
                    markers: columns,
                    partitionKey: [],
                    keyspace: "ks",
                    columns: columns
                )
            ), .rows(ResultMetadata(columns, pagingState: [1, 2, 3], newID: [9]), rows),
        ] + events + faults.map { .error($0) }

    private static let events: [Response.Kind] = ["127.0.0.1", "::1"].compactMap { CQLAddress($0) }.flatMap {
        [.event(.topologyChange("NEW_NODE", $0, port: 9042)), .event(.statusChange("UP", $0, port: 9042))]
    }

    private static var rows: ByteBuffer {
        var rows = ByteBuffer()
        rows.writeInt(2)
        for name in ["ä", ""] {
            rows.writeNotation(bytes: ByteBuffer(repeating: 1, count: 16))
            rows.writeNotation(bytes: ByteBuffer(string: name))
            rows.writeNotation(
                bytes: ByteBuffer(bytes: [0, 0, 0, 1, 0, 0, 0, 1, 0x61, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0])
            )
            rows.writeNotation(bytes: nil)
            rows.writeNotation(bytes: ByteBuffer(bytes: [0, 0, 0, 4, 0, 0, 0, 7]))
            rows.writeNotation(bytes: ByteBuffer(bytes: [1, 2, 3]))
        }
        return rows
    }

    /// Reads whatever an answer holds, as a caller may.
    static func readAll(_ response: Response) {
        guard case .rows(let metadata, let body) = response.kind, let rows = try? Rows(metadata, body) else { return }
        for row in rows { _ = try? row.values() }
    }
}
