import HTTPTypes
import NIOCore
import NIOHTTP1

/// Writes answers as HTTP/1.1 has them (RFC 9112).
///
/// What is small is gathered, so that head, body and end of most answers are one buffer: one record of TLS and one
/// packet. The types of the fields let no line end in.
struct AnswerEncoder {
    private enum Framing {
        case none
        case counted
        case chunked
        /// The body ends with the connection.
        case closed
    }

    private var framing = Framing.none
    /// What is to be sent before anything else.
    private var gathered = ByteBuffer()

    /// A part of a body that is larger is sent as it is, not copied.
    private static let copied = 8 << 10

    /// Adds the head of an answer.
    ///
    /// - Parameters:
    ///   - method: what was asked with; nil where that is not known.
    ///   - isOld: whether the client speaks HTTP/1.0, which knows no chunks.
    ///   - closes: whether no other answer follows.
    mutating func head(_ head: HTTPResponse, to method: HTTPMethod?, isOld: Bool = false, closes: Bool) {
        framing = Self.framing(of: head, isOld: isOld)
        if gathered.capacity == 0 { gathered = ByteBufferAllocator().buffer(capacity: 1 << 10) }
        gathered.writeStaticString("HTTP/1.1 ")
        gathered.writeString(String(head.status.code))
        gathered.writeStaticString(" ")
        gathered.writeString(head.status.reasonPhrase)
        gathered.writeStaticString("\r\n")
        for field in head.headerFields where Self.isKept(field.name) { write(field) }
        if framing == .chunked { gathered.writeStaticString("Transfer-Encoding: chunked\r\n") }
        if closes { gathered.writeStaticString("Connection: close\r\n") }
        gathered.writeStaticString("\r\n")
        // The head tells of a body that does not come (RFC 9110 §9.3.2).
        if method == .HEAD { framing = .none }
    }

    /// Adds a part of the body; gives what is to be sent now.
    ///
    /// - Parameter isAwaited: whether somebody waits until the part is on its way.
    mutating func body(_ body: ByteBuffer, isAwaited: Bool) -> [ByteBuffer] {
        if framing == .none || body.readableBytes == 0 { return isAwaited ? [take()] : [] }
        if framing == .chunked {
            gathered.writeString(String(body.readableBytes, radix: 16))
            gathered.writeStaticString("\r\n")
        }
        guard body.readableBytes > Self.copied else {
            gathered.writeImmutableBuffer(body)
            if framing == .chunked { gathered.writeStaticString("\r\n") }
            return isAwaited || gathered.readableBytes > Self.copied ? [take()] : []
        }
        let before = take()
        if framing == .chunked { gathered.writeStaticString("\r\n") }
        return [before, body]
    }

    /// Adds the end of an answer, and gives all that is left to send.
    mutating func end(_ trailers: HTTPFields?) -> ByteBuffer {
        if framing == .chunked {
            gathered.writeStaticString("0\r\n")
            for field in trailers ?? [:] { write(field) }
            gathered.writeStaticString("\r\n")
        }
        framing = .none
        return take()
    }

    /// What is gathered, to be sent now.
    mutating func take() -> ByteBuffer {
        defer { gathered = ByteBuffer() }
        return gathered
    }

    private mutating func write(_ field: HTTPField) {
        gathered.writeString(field.name.rawName)
        gathered.writeStaticString(": ")
        field.withUnsafeBytesOfValue { _ = gathered.writeBytes($0) }
        gathered.writeStaticString("\r\n")
    }

    /// The end of the connection and of the body are this type's business.
    private static func isKept(_ name: HTTPField.Name) -> Bool { name != .connection && name != .transferEncoding }

    private static func framing(of head: HTTPResponse, isOld: Bool) -> Framing {
        // RFC 9112 §6.3
        if head.status.kind == .informational || head.status == .noContent || head.status == .notModified {
            return .none
        }
        return head.headerFields.contains(.contentLength) ? .counted : isOld ? .closed : .chunked
    }
}
