import GIRTestSupport
import NIOCore
import Testing

@testable import CassandraClient

@Suite struct `Segments of version 5` {
    private static let authResponse = "180002109572050000020f0000000f0000000b0072777300733363726574ea6a8afd"
    private static let authSuccess = "0d0002cf07f7850000021000000004ffffffff010826a8"

    private static func message(_ length: Int, stream: Int16 = 1) -> Frame {
        Frame(
            version: 5,
            direction: .response,
            stream: stream,
            opcode: .result,
            body: ByteBuffer(bytes: (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) })
        )
    }

    private static func decoder(compressed: Bool = false) -> FrameDecoder {
        var decoder = FrameDecoder(.response)
        decoder.startSegments(compressed: compressed)
        return decoder
    }

    private static func written(_ frames: [Frame], compressed: Bool = false) -> [UInt8] {
        var output = ByteBuffer()
        for frame in frames {
            var message = ByteBuffer()
            frame.write(to: &message)
            if message.readableBytes > Segment.payloadLimit {
                Segment.writeParts(message, compressed: compressed, to: &output)
            } else {
                Segment.write(message, isSelfContained: true, compressed: compressed, to: &output)
            }
        }
        return output.bytes
    }

    @Test func `are written as others write them`() {
        for hex in [Self.authResponse, Self.authSuccess] {
            let bytes = Hex.bytes(hex)
            var output = ByteBuffer()
            let payload = ByteBuffer(bytes: bytes[6..<(bytes.count - 4)])
            Segment.write(payload, isSelfContained: true, compressed: false, to: &output)
            #expect(output.bytes == bytes)
        }
    }

    @Test func `are read as others wrote them, at every split`() throws {
        let bytes = Hex.bytes(Self.authSuccess)
        for cut in 0..<bytes.count {
            var decoder = Self.decoder()
            decoder.append(ByteBuffer(bytes: bytes[..<cut]))
            #expect(try decoder.next() == nil)
            decoder.append(ByteBuffer(bytes: bytes[cut...]))
            let frame = try #require(try decoder.next())
            #expect(frame.opcode == .authSuccess && frame.stream == 2 && frame.version == 5)
        }
        var request = FrameDecoder(.request)
        request.startSegments(compressed: false)
        for byte in Hex.bytes(Self.authResponse) { request.append(ByteBuffer(bytes: [byte])) }
        let frame = try #require(try request.next())
        #expect(try Request(frame) == .authResponse(ByteBuffer(string: "\0rws\0s3cret")))
    }

    @Test func `of a long message have the headers of others`() throws {
        var output = ByteBuffer()
        Segment.writeParts(ByteBuffer(repeating: 0, count: 128 << 10), compressed: false, to: &output)
        #expect(Array(output.bytes.prefix(6)) == Hex.bytes("ffff013891fe"))
        #expect(Array(output.bytes.dropFirst(6 + Segment.payloadLimit + 4).prefix(6)) == Hex.bytes("0100006f8715"))
    }

    @Test func `that are compressed are written as others write them, and read again`() throws {
        let (zeros, few) = ("0e00d00704a1bc0f1f410100ffffffd2504141414141ace720d5", (0..<20).map(UInt8.init))
        var output = ByteBuffer()
        Segment.write(ByteBuffer(repeating: 0x41, count: 1000), isSelfContained: true, compressed: true, to: &output)
        #expect(output.bytes == Hex.bytes(zeros))
        let again = try #require(try Segment.read(&output, compressed: true))
        #expect(again.isSelfContained && again.bytes == ByteBuffer(repeating: 0x41, count: 1000))

        output.clear()
        Segment.write(ByteBuffer(bytes: few), isSelfContained: true, compressed: true, to: &output)
        #expect(output.bytes == Hex.bytes("1400000004517463") + few + Hex.bytes("c69200c0"))
        #expect(try Segment.read(&output, compressed: true)?.bytes.bytes == few)
    }

    @Test func `are awaited at every split of every vector`() throws {
        for (bytes, isCompressed) in [
            (Hex.bytes(Self.authResponse), false), (Hex.bytes(Self.authSuccess), false),
            (Hex.bytes("0e00d00704a1bc0f1f410100ffffffd2504141414141ace720d5"), true),
            (Hex.bytes("1400000004517463") + (0..<20) + Hex.bytes("c69200c0"), true),
        ] {
            var whole = ByteBuffer(bytes: bytes)
            let segment = try #require(try Segment.read(&whole, compressed: isCompressed))
            for cut in 0..<bytes.count {
                var part = ByteBuffer(bytes: bytes[..<cut])
                #expect(try Segment.read(&part, compressed: isCompressed) == nil)
                part.writeBytes(bytes[cut...])
                #expect(try Segment.read(&part, compressed: isCompressed)?.bytes == segment.bytes)
            }
        }
    }

    @Test(arguments: [false, true]) func `hold short messages and parts of long ones`(compressed: Bool) throws {
        let frames = [0, 1, 131_062, 131_063, 400_000, 5].enumerated().map { Self.message($1, stream: Int16($0)) }
        let bytes = Self.written(frames, compressed: compressed)
        for piece in [bytes.count, 100_003, 4096] {
            var (decoder, found) = (Self.decoder(compressed: compressed), [Frame]())
            for start in stride(from: 0, to: bytes.count, by: piece) {
                decoder.append(ByteBuffer(bytes: bytes[start..<min(start + piece, bytes.count)]))
                while let frame = try decoder.next() { found.append(frame) }
            }
            #expect(found == frames)
        }
    }

    @Test func `may hold several messages`() throws {
        var payload = ByteBuffer()
        for stream: Int16 in 1...3 { Self.message(10, stream: stream).write(to: &payload) }
        var output = ByteBuffer()
        Segment.write(payload, isSelfContained: true, compressed: false, to: &output)
        var decoder = Self.decoder()
        decoder.append(output)
        for stream: Int16 in 1...3 { #expect(try decoder.next()?.stream == stream) }
        #expect(try decoder.next() == nil)
    }

    @Test func `with one wrong bit anywhere are refused or awaited`() throws {
        let bytes = Hex.bytes(Self.authSuccess)
        for place in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[place / 8] ^= 1 << (place % 8)
            var decoder = Self.decoder()
            decoder.append(ByteBuffer(bytes: changed))
            #expect(throws: CassandraError.self) { _ = try decoder.next() }
        }
    }

    @Test func `that end or begin in the middle of a message are refused`() throws {
        var message = ByteBuffer()
        Self.message(100).write(to: &message)
        let (half, other) = (message.getSlice(at: 0, length: 50), message.getSlice(at: 50, length: 59))
        for flags in [[true, true], [false, true]] {
            var output = ByteBuffer()
            for (part, isWhole) in zip([half, other], flags) {
                Segment.write(try #require(part), isSelfContained: isWhole, compressed: false, to: &output)
            }
            var decoder = Self.decoder()
            decoder.append(output)
            #expect(throws: CassandraError.self) { _ = try decoder.next() }
        }
        var output = ByteBuffer()
        message.writeInteger(UInt8(0))
        Segment.write(message, isSelfContained: false, compressed: false, to: &output)
        var decoder = Self.decoder()
        decoder.append(output)
        #expect(throws: CassandraError.self) { _ = try decoder.next() }
    }

    @Test(arguments: [0, 1, 11, 12, 13, 64, 1000, 70_000, 131_071])
    func `are compressed without loss`(length: Int) throws {
        var random = SeededRandom(seed: UInt64(length))
        for alphabet in [1, 2, 5, 256] {
            let input = (0..<length).map { _ in UInt8(Int.random(in: 0..<alphabet, using: &random)) }
            guard let block = LZ4.compress(ByteBuffer(bytes: input)) else { continue }
            #expect(block.readableBytes < length)
            #expect(try LZ4.decompress(block, to: length).bytes == input)
        }
    }

    @Test func `of hostile compression end in an error and take no memory`() throws {
        let block = try #require(LZ4.compress(ByteBuffer(bytes: (0..<600).map { UInt8($0 / 3 % 7) })))
        #expect(throws: CassandraError.self) { _ = try LZ4.decompress(block, to: 64 << 20) }
        #expect(throws: CassandraError.self) { _ = try LZ4.decompress(block, to: 599) }
        #expect(throws: CassandraError.self) { _ = try LZ4.decompress(block, to: 601) }
        for mutation in Mutations.truncations(of: block.bytes) {
            #expect(throws: CassandraError.self) { _ = try LZ4.decompress(ByteBuffer(bytes: mutation.bytes), to: 600) }
        }
        for mutation in Mutations.random(of: block.bytes, count: 2000, seed: 3) {
            _ = try? LZ4.decompress(ByteBuffer(bytes: mutation.bytes), to: 600)
        }
    }
}
