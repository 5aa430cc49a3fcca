import GIRTestSupport
import NIOCore
import Testing

@testable import CassandraClient

@Suite struct `Messages` {
    private static func decode(_ bytes: [UInt8], _ direction: Frame.Direction) throws -> Frame? {
        var decoder = FrameDecoder(direction)
        decoder.append(ByteBuffer(bytes: bytes))
        return try decoder.next()
    }

    @Test(arguments: GoldenVector.requests)
    func `are written as others write them, and read again`(vector: GoldenVector) throws {
        let request = try #require(vector.request)
        let version = try #require(ProtocolVersion(rawValue: vector.version))
        var message = request.message(version)
        message.setInteger(vector.stream, at: 2)
        #expect(message.bytes == vector.bytes)
        let frame = try #require(try Self.decode(vector.bytes, .request))
        #expect(frame.version == vector.version && frame.stream == vector.stream && frame.flags == [])
        #expect(try Request(frame) == request)
    }

    @Test func `of nodes are read as others wrote them, and written again`() throws {
        let frame = try #require(try Self.decode(GoldenVector.authenticate, .response))
        guard case .authenticate(let name) = try Response(frame).kind else {
            Issue.record("it is no AUTHENTICATE")
            return
        }
        #expect(name == "org.apache.cassandra.auth.PasswordAuthenticator")
        var written = ByteBuffer()
        Response.Kind.authenticate(name).frame(version: 4, stream: 1).write(to: &written)
        #expect(written.bytes == GoldenVector.authenticate)

        let success = try #require(try Self.decode(GoldenVector.authSuccess, .response))
        guard case .authSuccess(nil) = try Response(success).kind else {
            Issue.record("it is no AUTH_SUCCESS without a token")
            return
        }
        written.clear()
        Response.Kind.authSuccess(nil).frame(version: 4, stream: 2).write(to: &written)
        #expect(written.bytes == GoldenVector.authSuccess)
    }

    @Test func `are the same however the network cuts them`() throws {
        let requests = GoldenVector.requests.map { ($0.bytes, Frame.Direction.request) }
        let responses = [GoldenVector.authenticate, GoldenVector.authSuccess].map { ($0, Frame.Direction.response) }
        for (bytes, direction) in requests + responses {
            let whole = try #require(try Self.decode(bytes, direction))
            for cut in 1..<bytes.count {
                var decoder = FrameDecoder(direction)
                decoder.append(ByteBuffer(bytes: bytes[..<cut]))
                #expect(try decoder.next() == nil)
                decoder.append(ByteBuffer(bytes: bytes[cut...]))
                #expect(try decoder.next() == whole)
                #expect(try decoder.next() == nil)
            }
            var decoder = FrameDecoder(direction)
            for byte in bytes.dropLast() {
                decoder.append(ByteBuffer(bytes: [byte]))
                #expect(try decoder.next() == nil)
            }
            decoder.append(ByteBuffer(bytes: bytes.suffix(1)))
            #expect(try decoder.next() == whole)
        }
    }

    @Test func `that follow each other are taken one by one`() throws {
        var decoder = FrameDecoder(.request)
        decoder.append(ByteBuffer(bytes: GoldenVector.requests.flatMap(\.bytes)))
        for vector in GoldenVector.requests { #expect(try decoder.next()?.stream == vector.stream) }
        #expect(try decoder.next() == nil)
    }

    @Test(arguments: ["ffffffff", "7fffffff", "04000001"])
    func `whose length is a lie are refused before any memory is taken`(length: String) throws {
        let error = #expect(throws: CassandraError.self) {
            _ = try Self.decode(Hex.bytes("8400000108" + length), .response)
        }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: [
        ("1503030002", CassandraError.Code.tlsExpected), ("485454502f312e31", .notCassandra),
        ("04000000", .notCassandra),
        ("8400000002", nil), ("840000007700000000", .malformed),
    ])
    func `of something else are told as what they are`(hex: String, code: CassandraError.Code?) throws {
        guard let code else {
            #expect(try Self.decode(Hex.bytes(hex), .response) == nil)
            return
        }
        let error = #expect(throws: CassandraError.self) { _ = try Self.decode(Hex.bytes(hex), .response) }
        #expect(error?.code == code)
    }

    @Test func `carry a trace, warnings and a payload before the body`() throws {
        var body = ByteBuffer(repeating: 7, count: 16)
        body.writeNotation(stringList: ["batch too large", "tombstones"])
        body.writeShort(1)
        body.writeNotation(string: "key")
        body.writeNotation(bytes: ByteBuffer(bytes: [1, 2, 3]))
        body.writeInt(3)
        body.writeNotation(string: "gir")
        let flags: Frame.Flags = [.tracing, .warning, .customPayload]
        let frame = Frame(version: 4, direction: .response, flags: flags, stream: 1, opcode: .result, body: body)
        let response = try Response(frame)
        #expect(response.warnings == ["batch too large", "tombstones"])
        guard case .setKeyspace("gir") = response.kind else {
            Issue.record("it is not the keyspace")
            return
        }
    }

    @Test func `of every kind survive damage without a trap`() throws {
        for version: UInt8 in [3, 4, 5] {
            for kind in SampleResponses.all {
                var bytes = ByteBuffer()
                kind.frame(version: version, stream: 1).write(to: &bytes)
                #expect(try Response(try #require(try Self.decode(bytes.bytes, .response))).kind.opcode == kind.opcode)
                let damaged =
                    Mutations.truncations(of: bytes.bytes).map(\.bytes)
                    + Mutations.byteFlips(of: bytes.bytes).map(\.bytes)
                    + Mutations.random(of: bytes.bytes, count: 40, seed: 7).map(\.bytes)
                for bytes in damaged {
                    guard let frame = try? Self.decode(bytes, .response), let response = try? Response(frame) else {
                        continue
                    }
                    SampleResponses.readAll(response)
                }
            }
        }
    }

    @Test func `of every kind keep what they say`() throws {
        for version: UInt8 in [3, 4, 5] {
            for kind in SampleResponses.all {
                let frame = kind.frame(version: version, stream: 3, warnings: ["w"])
                var again = ByteBuffer()
                try Response(frame).kind.writeBody(version: version, to: &again)
                var body = ByteBuffer()
                kind.writeBody(version: version, to: &body)
                #expect(again == body, "\(kind)")
            }
        }
    }

    @Test(arguments: [true, false]) func `of a batch are read again`(hasExtras: Bool) throws {
        let values = QueryParameters.Values(count: 1, bytes: ByteBuffer(bytes: [0, 0, 0, 1, 9]))
        for version in ProtocolVersion.allCases {
            var batch = Batch(
                .logged,
                [Batch.Member(id: [1], values: values), Batch.Member(id: [2, 3], values: values)],
                .quorum
            )
            if hasExtras {
                batch.serialConsistency = .localSerial
                batch.timestamp = 1_700_000_000_000_000
            }
            let message = Request.batch(batch).message(version)
            #expect(try Request(try #require(try Self.decode(message.bytes, .request))) == .batch(batch))
        }
    }

    @Test func `are compressed before version 5 where that makes them shorter`() throws {
        let long = Request.query(String(repeating: "SELECT ", count: 100), QueryParameters(.one))
        let message = long.message(.v4, compressed: true)
        #expect(message.readableBytes < 100)
        #expect(try Request(try #require(try Self.decode(message.bytes, .request))) == long)
        #expect(Request.options.message(.v4, compressed: true).bytes == Request.options.message(.v4).bytes)
    }
}
