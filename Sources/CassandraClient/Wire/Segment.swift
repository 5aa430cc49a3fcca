package import NIOCore

/// Version 5's outer layer: what travels are segments, each with checksums over its header and its payload.
///
/// | bits | what |
/// |---|---|
/// | 17 | length of the payload |
/// | 17 | its length when it is expanded, 0 where it is not compressed; with compression only |
/// | 1 | whether the payload holds whole envelopes; otherwise it is a part of one |
///
/// The header is little-endian and fills three bytes, or five; then a CRC24, the payload, and a CRC32.
package enum Segment {
    /// The most that a payload can hold.
    package static let payloadLimit = 0x1_FFFF

    /// A payload that was received.
    struct Payload {
        var bytes: ByteBuffer
        var isSelfContained: Bool
    }

    /// Takes a segment from the front; nil while it is not there as a whole.
    static func read(_ input: inout ByteBuffer, compressed: Bool) throws(CassandraError) -> Payload? {
        let count = compressed ? 5 : 3
        guard input.readableBytes >= count + 3 else { return nil }
        let header = littleEndian(input, at: input.readerIndex, count)
        guard littleEndian(input, at: input.readerIndex + count, 3) == UInt64(Checksums.crc24(header, count: count))
        else {
            throw .malformed("the checksum of a segment's header is wrong")
        }
        let length = Int(header & 0x1_FFFF)
        let expanded = compressed ? Int((header >> 17) & 0x1_FFFF) : 0
        guard input.readableBytes >= count + 3 + length + 4 else { return nil }
        input.moveReaderIndex(forwardBy: count + 3)
        guard let payload = input.readSlice(length: length),
            let checksum = input.readInteger(endianness: .little, as: UInt32.self)
        else { return nil }
        guard checksum == Checksums.crc32(payload.readableBytesView) else {
            throw .malformed("the checksum of a segment's payload is wrong")
        }
        return Payload(
            bytes: expanded == 0 ? payload : try LZ4.decompress(payload, to: expanded),
            isSelfContained: header >> (compressed ? 34 : 17) & 1 == 1
        )
    }

    /// Appends envelopes that may share segments, or a part of one that may not.
    package static func write(
        _ payload: ByteBuffer,
        isSelfContained: Bool,
        compressed: Bool,
        to output: inout ByteBuffer
    ) {
        let flag: UInt64 = isSelfContained ? 1 : 0
        if compressed {
            let block = LZ4.compress(payload)
            let expanded = block == nil ? 0 : payload.readableBytes
            let body = block ?? payload
            write(UInt64(body.readableBytes) | UInt64(expanded) << 17 | flag << 34, 5, body, to: &output)
        } else {
            write(UInt64(payload.readableBytes) | flag << 17, 3, payload, to: &output)
        }
    }

    /// Appends a message that is longer than a payload may be, as segments of its own.
    package static func writeParts(_ message: ByteBuffer, compressed: Bool, to output: inout ByteBuffer) {
        var rest = message
        while let part = rest.readSlice(length: min(rest.readableBytes, payloadLimit)), part.readableBytes > 0 {
            write(part, isSelfContained: false, compressed: compressed, to: &output)
        }
    }

    private static func write(_ header: UInt64, _ count: Int, _ payload: ByteBuffer, to output: inout ByteBuffer) {
        append(header, count, to: &output)
        append(UInt64(Checksums.crc24(header, count: count)), 3, to: &output)
        output.writeImmutableBuffer(payload)
        output.writeInteger(Checksums.crc32(payload.readableBytesView), endianness: .little)
    }

    private static func append(_ number: UInt64, _ count: Int, to output: inout ByteBuffer) {
        for place in 0..<count { output.writeInteger(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place)))) }
    }

    private static func littleEndian(_ buffer: ByteBuffer, at index: Int, _ count: Int) -> UInt64 {
        (0..<count).reduce(0) { number, place in
            number | UInt64(buffer.getInteger(at: index + place, as: UInt8.self) ?? 0) << (8 * UInt64(place))
        }
    }
}
