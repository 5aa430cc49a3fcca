import NIOCore

/// Finds the frames in the bytes of an HTTP/2 connection, wherever they are cut (RFC 9113 §4.1).
///
///     length 3 | type 1 | flags 1 | reserved and stream 4 | payload
struct HTTP2FrameScanner {
    /// What a run of bytes had in it.
    struct Seen: Hashable {
        /// The frames that began, of the kinds that come with requests and their answers: priorities, window updates,
        /// and kinds that are not known.
        var limited = 0
        /// The settings and pings that began, each of which has to be answered.
        var controls = 0
        /// Whether what is open at its end was open at its beginning.
        var isOpenSinceBefore: Bool
    }

    // "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    private var prefaceLeft = 24
    private var header: [UInt8] = []
    private var payloadLeft = 0
    private var isData = false
    private var isInHeaderBlock = false
    /// The youngest stream that the client has begun.
    private(set) var lastStream: UInt32 = 0

    /// Whether something other than data has begun and not ended: a frame, or the fields of a request.
    var isOpen: Bool { prefaceLeft > 0 || !header.isEmpty || (payloadLeft > 0 && !isData) || isInHeaderBlock }

    mutating func scan(_ bytes: ByteBufferView) -> Seen {
        var seen = Seen(isOpenSinceBefore: isOpen)
        var rest = bytes
        Self.skip(&prefaceLeft, &rest)
        while prefaceLeft == 0 {
            Self.skip(&payloadLeft, &rest)
            if !isOpen { seen.isOpenSinceBefore = false }
            guard !rest.isEmpty else { break }
            let part = rest.prefix(9 - header.count)
            header += part
            rest = rest.dropFirst(part.count)
            if header.count == 9 { begin(&seen) }
        }
        return seen
    }

    private mutating func begin(_ seen: inout Seen) {
        payloadLeft = Int(header[0]) << 16 | Int(header[1]) << 8 | Int(header[2])
        let (type, flags) = (header[3], header[4])
        if type == 1 { lastStream = max(lastStream, header[5...].reduce(0) { $0 << 8 | UInt32($1) } & 0x7fff_ffff) }
        header.removeAll(keepingCapacity: true)
        isData = type == 0
        // HEADERS and CONTINUATION, until END_HEADERS.
        if type == 1 || type == 9 { isInHeaderBlock = flags & 4 == 0 }
        switch type {
        case 2, 8, 10...: seen.limited += 1
        case 4, 6: seen.controls += 1
        default: break
        }
    }

    private static func skip(_ count: inout Int, _ rest: inout ByteBufferView) {
        let skipped = min(count, rest.count)
        rest = rest.dropFirst(skipped)
        count -= skipped
    }
}
