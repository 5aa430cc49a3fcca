import GIRTestSupport
import NIOCore
import Testing

@testable import CassandraClient

@Suite struct `Values` {
    private static let cases: [(CQLValue, CQLType, String)] = [
        (.text("ä"), .varchar, "00000002c3a4"), (.text("a"), .ascii, "0000000161"),
        (.int(-1), .bigint, "00000008ffffffffffffffff"),
        (.int(7), .counter, "000000080000000000000007"), (.int(1), .int, "0000000400000001"),
        (.int(-2), .smallint, "00000002fffe"),
        (.int(-128), .tinyint, "0000000180"), (.int(0), .varint, "0000000100"), (.int(127), .varint, "000000017f"),
        (.int(128), .varint, "000000020080"), (.int(-128), .varint, "0000000180"),
        (.int(-129), .varint, "00000002ff7f"),
        (.int(.min), .varint, "000000088000000000000000"),
        (.varint([1, 0, 0, 0, 0, 0, 0, 0, 0]), .varint, "00000009010000000000000000"),
        (.boolean(true), .boolean, "0000000101"), (.double(1.5), .double, "000000083ff8000000000000"),
        (.double(1.5), .float, "000000043fc00000"), (.bytes([1, 2]), .blob, "000000020102"),
        (.bytes([]), .blob, "00000000"),
        (.timestamp(-1), .timestamp, "00000008ffffffffffffffff"), (.date(0), .date, "0000000480000000"),
        (.date(-1), .date, "000000047fffffff"),
        (.time(1), .time, "000000080000000000000001"),
        (.uuid(CQLUUID(high: 1, low: 2)), .uuid, "0000001000000000000000010000000000000002"),
        (.decimal(unscaled: [0x7b], scale: 2), .decimal, "00000005000000027b"),
        (.duration(months: 1, days: -2, nanoseconds: 300), .duration, "0000000402038258"),
        (.list([.int(1), .null]), .list(.int), "000000100000000200000004" + "00000001ffffffff"),
        (.list([.text("a")]), .set(.varchar), "00000009000000010000000161"),
        (
            .map([CQLValue.Entry(.text("k"), .boolean(false))]), .map(.varchar, .boolean),
            "0000000e00000001000000016b0000000100"
        ),
        (.tuple([.int(1), .null]), .tuple([.int, .varchar]), "0000000c0000000400000001ffffffff"),
        (.null, .int, "ffffffff"),
    ]

    @Test func `have the bytes that the protocol says, both ways`() throws {
        for (value, type, hex) in Self.cases {
            var buffer = ByteBuffer()
            try value.write(as: type, to: &buffer)
            #expect(buffer.bytes == Hex.bytes(hex), "\(value) as \(type)")
            #expect(try CQLValue(try buffer.takeBytes(), type) == value)
        }
        for text in ["127.0.0.1", "::1", "2001:db8::7"] {
            let address = try #require(CQLAddress(text))
            var buffer = ByteBuffer()
            try CQLValue.inet(address).write(as: .inet, to: &buffer)
            #expect(try CQLValue(try buffer.takeBytes(), .inet) == .inet(address))
            #expect(address.description == text)
        }
        var buffer = ByteBuffer()
        try CQLValue.unset.write(as: .int, to: &buffer)
        #expect(buffer.bytes == [0xff, 0xff, 0xff, 0xfe])
    }

    @Test func `of durations keep every size`() throws {
        for number in [0, 1, -1, 63, 64, -65, 8191, 1 << 20, 1 << 41, 1 << 48, 1 << 55, 1 << 56, Int64.max, .min] {
            var buffer = ByteBuffer()
            VariableInteger.write(number, to: &buffer)
            #expect(try VariableInteger.take(&buffer) == number)
            #expect(buffer.readableBytes == 0)
        }
    }

    @Test func `that do not fit their column are refused before anything is sent`() {
        let wrong: [(CQLValue, CQLType)] = [
            (.int(1 << 31), .int), (.int(40_000), .smallint), (.int(200), .tinyint), (.text("a"), .int),
            (.text("ä"), .ascii),
            (.int(1), .varchar), (.boolean(true), .uuid), (.list([.text("a")]), .list(.int)), (.varint([]), .varint),
            (.tuple([.int(1), .int(2)]), .tuple([.int])), (.double(1), .bigint),
        ]
        for (value, type) in wrong {
            var buffer = ByteBuffer()
            let error = #expect(throws: CassandraError.self, "\(value) as \(type)") {
                try value.write(as: type, to: &buffer)
            }
            #expect(error?.code == .valueMismatch && error?.side == .statement)
        }
    }

    @Test func `never show in the message of an error`() {
        var buffer = ByteBuffer()
        let error = #expect(throws: CassandraError.self) { try CQLValue.text("s3cret").write(as: .int, to: &buffer) }
        #expect(error?.description == "a value of the kind 'text' does not fit the type int")
    }

    @Test func `with damaged bytes are errors`() throws {
        for (value, type, hex) in Self.cases where value != .null {
            let cell = Array(Hex.bytes(hex).dropFirst(4))
            for mutation in Array(Mutations.truncations(of: cell)) + Array(Mutations.byteFlips(of: cell))
                + Mutations.random(of: cell, count: 50, seed: 1)
            {
                _ = try? CQLValue(ByteBuffer(bytes: mutation.bytes), type)
            }
        }
        for (hex, type) in [
            ("ff", CQLType.varchar), ("7fffffff", .list(.int)), ("7fffffff", .map(.int, .int)), ("", .int),
            ("", .varint),
        ] {
            let cell = ByteBuffer(bytes: Hex.bytes(hex))
            #expect(throws: CassandraError.self, "\(type)") { _ = try CQLValue(cell, type) }
        }
    }

    @Test func `of types that nest too deep are refused`() {
        var buffer = ByteBuffer()
        for _ in 0..<100_000 { buffer.writeShort(0x20) }
        #expect(throws: CassandraError.self) { _ = try CQLType.take(&buffer) }
    }

    @Test func `of identifiers have the usual notation`() throws {
        let text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
        #expect(CQLUUID(text)?.description == text)
        for wrong in ["", "f81d4fae7dec11d0a76500a0c91e6bf6", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", text + "0"] {
            #expect(CQLUUID(wrong) == nil)
        }
        let random = CQLUUID.random()
        #expect(random != CQLUUID.random() && random.high >> 12 & 15 == 4 && random.low >> 62 == 2)
    }
}

@Suite struct `Rows of an answer` {
    private static func rows(_ cells: [[CQLValue]], _ columns: [CQLColumn]) throws -> Rows {
        var body = ByteBuffer()
        body.writeInt(cells.count)
        for row in cells {
            for (value, column) in zip(row, columns) { try value.write(as: column.type, to: &body) }
        }
        return try Rows(ResultMetadata(columns), body)
    }

    @Test func `are read by name and place, as the type that is asked for`() throws {
        let columns = [
            CQLColumn("n", .bigint), CQLColumn("s", .varchar), CQLColumn("l", .list(.int)),
            CQLColumn("m", .map(.varchar, .int)),
            CQLColumn("x", .uuid),
        ]
        let map = CQLValue.map([CQLValue.Entry("a", 1)])
        let rows = try Self.rows([[5, "five", .list([1, 2]), map, nil], [6, "six", .list([]), nil, nil]], columns)
        #expect(rows.count == 2 && !rows.isEmpty && rows.columns.map(\.name) == ["n", "s", "l", "m", "x"])
        let first = try #require(rows.first)
        #expect(try first.decode("n") == 5)
        #expect(try first.decode("s", as: String.self) == "five")
        #expect(try first.decode("l") == [1, 2])
        #expect(try first.decode("m") == ["a": 1])
        #expect(try first.decodeIfPresent("x", as: CQLUUID.self) == nil)
        #expect(try rows.map { try $0.decode(1, as: String.self) } == ["five", "six"])
        #expect(try first.values() == [5, "five", .list([1, 2]), map, .null])
        #expect(throws: CassandraError.self) { try first.decode("x", as: CQLUUID.self) }
        #expect(throws: CassandraError.self) { try first.decode("s", as: Int.self) }
        #expect(throws: CassandraError.self) { try first.decode("nothing", as: Int.self) }
        #expect(throws: CassandraError.self) { try first.decode(9, as: Int.self) }
        #expect(throws: CassandraError.self) { try first.decode("n", as: String.self) }
    }

    @Test func `say whether a condition held`() throws {
        let columns = [CQLColumn("[applied]", .boolean)]
        #expect(try Self.rows([[true]], columns).wasApplied)
        #expect(try !Self.rows([[false]], columns).wasApplied)
        #expect(try Self.rows([], [CQLColumn("n", .int)]).wasApplied)
    }

    @Test(arguments: ["7fffffff", "ffffffff", "00000001", "0000000100000005", "000000017fffffff"])
    func `that claim more than there is are refused`(hex: String) {
        let metadata = ResultMetadata([CQLColumn("n", .int)])
        #expect(throws: CassandraError.self) { _ = try Rows(metadata, ByteBuffer(bytes: Hex.bytes(hex))) }
        #expect(throws: CassandraError.self) {
            _ = try Rows(ResultMetadata(), ByteBuffer(bytes: Hex.bytes("00000001")))
        }
    }
}

@Suite struct `Consistency levels` {
    @Test func `have the names of the configuration and of CQL`() {
        for level in Consistency.allCases {
            #expect(Consistency(name: "CL_\(level)") == level)
            #expect(Consistency(name: level.description.lowercased()) == level)
        }
        #expect(Consistency(name: "CL_LOCAL_QUORUM") == .localQuorum)
        for wrong in ["", "CL_", "QUORUM ", "CL_CL_ONE"] { #expect(Consistency(name: wrong) == nil) }
    }
}
