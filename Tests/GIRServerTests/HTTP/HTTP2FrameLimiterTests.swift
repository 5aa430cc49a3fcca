import NIOCore
import NIOEmbedded
import Testing

@testable import GIRServer

@Suite struct `HTTP/2 frame limiter` {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    private static func frame(_ type: UInt8, flags: UInt8 = 0, length: Int = 0) -> [UInt8] {
        [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags, 0, 0, 0, 1]
            + [UInt8](repeating: 0, count: length)
    }
    private static func scan(_ pieces: [[UInt8]]) -> (limited: Int, isOpen: Bool) {
        var scanner = HTTP2FrameScanner()
        let limited = pieces.reduce(0) { $0 + scanner.scan(ByteBuffer(bytes: $1).readableBytesView).limited }
        return (limited, scanner.isOpen)
    }

    @Test func `finds the frames wherever the bytes are cut`() {
        let bytes =
            Self.preface + Self.frame(4) + Self.frame(8, length: 4) + Self.frame(0, length: 300)
            + Self.frame(8, length: 4)
            + Self.frame(0x42, length: 1) + Self.frame(6, length: 8)
        #expect(Self.scan([bytes]).limited == 3)
        #expect(Self.scan(bytes.map { [$0] }).limited == 3)
        for cut in stride(from: 0, to: bytes.count, by: 7) {
            let (limited, isOpen) = Self.scan([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(limited == 3)
            #expect(!isOpen)
        }
    }

    @Test func `knows what is awaited to its end`() {
        #expect(Self.scan([]).isOpen)
        #expect(!Self.scan([Self.preface]).isOpen)
        #expect(Self.scan([Self.preface, [0, 0]]).isOpen)
        #expect(Self.scan([Self.preface, Self.frame(1, flags: 0, length: 3)]).isOpen)
        #expect(!Self.scan([Self.preface, Self.frame(1, flags: 4, length: 3)]).isOpen)
        #expect(!Self.scan([Self.preface, Self.frame(1, length: 3), Self.frame(9, flags: 4)]).isOpen)
        // The body of a request has a time limit of its own.
        #expect(!Self.scan([Self.preface, Self.frame(0, length: 3).dropLast()]).isOpen)
        #expect(Self.scan([Self.preface, Self.frame(4, length: 3).dropLast()]).isOpen)
    }

    @Test func `knows the youngest stream`() {
        var scanner = HTTP2FrameScanner()
        func header(_ stream: [UInt8], type: UInt8 = 1) -> [UInt8] { [0, 0, 0, type, 4] + stream }
        for (bytes, last) in [
            (Self.preface + header([0, 0, 0, 1]), 1), (header([0x80, 1, 2, 3]), 0x10203),
            (header([0, 0, 0, 5]), 0x10203),
            (header([0x7f, 255, 255, 255], type: 8), 0x10203),
        ] as [([UInt8], UInt32)] {
            _ = scanner.scan(ByteBuffer(bytes: bytes).readableBytesView)
            #expect(scanner.lastStream == last)
        }
    }

    private struct Connection {
        let channel = EmbeddedChannel()
        let limits = ServerLimits()

        init() throws {
            try channel.pipeline.syncOperations.addHandler(
                HTTP2FrameLimiter(limits: limits, now: channel.embeddedEventLoop.now)
            )
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        }

        func send(_ bytes: [UInt8]) throws { _ = try? channel.writeInbound(ByteBuffer(bytes: bytes)) }
        func pass(_ time: Duration) { channel.embeddedEventLoop.advanceTime(by: TimeAmount(time)) }
        /// The error code and the last stream of the GOAWAY that was written.
        func goAway() throws -> [UInt32]? {
            try channel.readOutbound(as: ByteBuffer.self).flatMap { buffer in
                buffer.readableBytes == 17 ? [buffer.getInteger(at: 13) ?? 0, buffer.getInteger(at: 9) ?? 0] : nil
            }
        }
    }

    @Test(arguments: [UInt8(2), 8, 0x42]) func `ends a connection that floods it`(_ type: UInt8) throws {
        let connection = try Connection()
        try connection.send(Self.preface + Self.frame(1, flags: 4))
        for _ in 0..<connection.limits.freeFrames { try connection.send(Self.frame(type)) }
        #expect(connection.channel.isActive)
        try connection.send(Self.frame(type))
        #expect(!connection.channel.isActive)
        #expect(try connection.goAway() == [0xb, 1])
    }

    @Test(arguments: [UInt8(4), 6]) func `takes few frames that have to be answered`(_ type: UInt8) throws {
        let connection = try Connection()
        try connection.send(Self.preface + Self.frame(1, flags: 4))
        for _ in 0..<3 {
            for _ in 0..<connection.limits.controlFrames { try connection.send(Self.frame(type)) }
            connection.pass(ServerLimits.frameWindow)
        }
        for _ in 0..<connection.limits.controlFrames { try connection.send(Self.frame(type)) }
        #expect(connection.channel.isActive)
        try connection.send(Self.frame(type))
        #expect(!connection.channel.isActive)
        #expect(try connection.goAway() == [0xb, 1])
    }

    @Test func `lets a client go on that floods nobody`() throws {
        let connection = try Connection()
        try connection.send(Self.preface)
        for _ in 0..<20 {
            for _ in 0..<connection.limits.freeFrames { try connection.send(Self.frame(8)) }
            connection.pass(.seconds(1))
        }
        #expect(connection.channel.isActive)
    }

    @Test func `lets a client answer what it gets`() throws {
        let connection = try Connection()
        try connection.send(Self.preface + Self.frame(1, flags: 4))
        for _ in 0..<connection.limits.freeFrames { try connection.channel.writeOutbound(ByteBuffer(bytes: [0])) }
        for _ in 0..<5 * connection.limits.freeFrames { try connection.send(Self.frame(8)) }
        #expect(connection.channel.isActive)
    }

    @Test func `gives a header the time of a header, however it comes`() throws {
        let connection = try Connection()
        try connection.send(Self.preface + Self.frame(1, length: 20).dropLast(20))
        for _ in 0..<9 {
            connection.pass(.seconds(1))
            try connection.send([0])
        }
        #expect(connection.channel.isActive)
        connection.pass(.seconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `gives each header its own time`() throws {
        let connection = try Connection()
        try connection.send(Self.preface)
        for _ in 0..<9 {
            try connection.send(Self.frame(1, flags: 4, length: 20).dropLast())
            connection.pass(.seconds(6))
            try connection.send([0])
        }
        #expect(connection.channel.isActive)
    }
}
