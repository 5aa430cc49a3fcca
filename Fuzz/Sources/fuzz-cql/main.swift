import FuzzDriver
import NIOCore

@testable import CassandraCodec

runFuzzer()

/// Reads the input as what a node sends.
///
/// Its first byte says in which way: bits 0 and 1 the framing (none, segments,
/// compressed segments, a segment's payload with checksums made right), the rest how the network cuts it up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    guard let mode = UnsafeBufferPointer(start: start, count: count).first else { return 0 }
    var input = ByteBuffer(bytes: UnsafeBufferPointer(start: start, count: count).dropFirst())
    var decoder = FrameDecoder(mode & 0x80 == 0 ? .response : .request)
    switch mode & 3 {
    case 1: decoder.startSegments(compressed: false)
    case 2: decoder.startSegments(compressed: true)
    case 3:
        decoder.startSegments(compressed: false)
        var framed = ByteBuffer()
        if mode & 4 == 0 {
            Segment.writeParts(input, compressed: false, to: &framed)
        } else if input.readableBytes <= Segment.payloadLimit {
            Segment.write(input, isSelfContained: true, compressed: false, to: &framed)
        }
        input = framed
    default: break
    }
    let piece = max(Int(mode >> 3 & 15) * 7, 1)
    do throws(CassandraError) {
        while let part = input.readSlice(length: min(piece, input.readableBytes)), part.readableBytes > 0 {
            decoder.append(part)
            while let frame = try decoder.next() { exercise(frame) }
        }
    } catch {}
    return 0
}

private func exercise(_ frame: Frame) {
    _ = try? Request(frame)
    guard let response = try? Response(frame), case .rows(let metadata, let body) = response.kind,
        let rows = try? Rows(metadata, body)
    else { return }
    for row in rows.prefix(100) { _ = try? row.values() }
}
