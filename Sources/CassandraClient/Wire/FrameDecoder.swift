package import NIOCore

/// Turns the bytes of a connection into messages, however the network cuts them up.
///
/// What a length field says is believed only as far as bytes have come: nothing is reserved for what is announced.
package struct FrameDecoder {
    /// The longest body that is taken, a quarter of what the protocol allows.
    package static let bodyLimit = 64 << 20

    private let direction: Frame.Direction
    private let limit: Int
    private var input = ByteBuffer()
    // Version 5, after the handshake's first part.
    private var segments: Segments?

    private struct Segments {
        let compressed: Bool
        var payload = ByteBuffer()
        // The payload is a part of a message, and nothing else.
        var isPartial = false
    }

    /// Reads what one side sends, up to a length.
    package init(_ direction: Frame.Direction, limit: Int = bodyLimit) {
        self.direction = direction
        self.limit = limit
    }

    /// From the next byte on there are segments.
    package mutating func startSegments(compressed: Bool) { segments = Segments(compressed: compressed) }

    /// Takes what the network brought.
    package mutating func append(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.discardReadBytes()
            input.writeImmutableBuffer(bytes)
        }
    }

    /// The next message; nil until more bytes have come.
    package mutating func next() throws(CassandraError) -> Frame? {
        guard var state = segments else { return try Self.frame(&input, direction, limit) }
        // Held once only, or every part of a long message would copy all parts before it.
        segments = nil
        defer { segments = state }
        while true {
            if let frame = try Self.frame(&state.payload, direction, limit) {
                guard !state.isPartial || state.payload.readableBytes == 0 else {
                    throw .malformed("a message is longer than it says")
                }
                state.isPartial = false
                return frame
            }
            guard state.payload.readableBytes == 0 || state.isPartial else {
                throw .malformed("a segment ends in the middle of a message")
            }
            guard let segment = try Segment.read(&input, compressed: state.compressed) else { return nil }
            guard !(state.isPartial && segment.isSelfContained) else {
                throw .malformed("a segment begins in the middle of a message")
            }
            if state.isPartial {
                state.payload.writeImmutableBuffer(segment.bytes)
            } else {
                state.payload = segment.bytes
                state.isPartial = !segment.isSelfContained
            }
        }
    }

    private static func frame(
        _ bytes: inout ByteBuffer,
        _ direction: Frame.Direction,
        _ limit: Int
    ) throws(CassandraError) -> Frame? {
        guard let first = bytes.readableBytesView.first else { return nil }
        if direction == .response, !(0x81...0x86).contains(first),
            let error = CassandraError(answeredBy: Array(bytes.readableBytesView.prefix(16)), isSecure: false)
        {
            throw error
        }
        guard bytes.readableBytes >= Frame.headerLength, let length = Frame.bodyLength(bytes) else { return nil }
        guard length <= limit else {
            throw .malformed("a message of \(length) bytes is announced, and \(limit) are allowed")
        }
        guard bytes.readableBytes >= Frame.headerLength + length else { return nil }
        guard let version = bytes.readInteger(as: UInt8.self), let flags = bytes.readInteger(as: UInt8.self),
            let stream = bytes.readInteger(as: Int16.self), let opcode = bytes.readInteger(as: UInt8.self),
            bytes.readInteger(as: UInt32.self) != nil, let body = bytes.readSlice(length: length)
        else { return nil }
        guard let opcode = Frame.Opcode(rawValue: opcode) else {
            throw .malformed("there is no message of the kind \(opcode)")
        }
        return Frame(
            version: version & 0x7f,
            direction: direction,
            flags: Frame.Flags(rawValue: flags),
            stream: stream,
            opcode: opcode,
            body: body
        )
    }
}
