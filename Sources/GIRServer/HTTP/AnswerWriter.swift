import HTTPTypes
import Hummingbird
import NIOCore

/// Takes the answer of one request from the task that makes it to the ``RequestHandler`` that writes it.
///
/// The head waits for the first part of the body, and a body of one part for its end, so that most answers are one
/// write and one flush.
struct AnswerWriter: ResponseBodyWriter, Sendable {
    private let handler: NIOLoopBound<RequestHandler>
    private let eventLoop: any EventLoop
    private let length: Int?
    private var head: HTTPResponse?
    private var only: ByteBuffer?

    init(_ response: Response, to handler: NIOLoopBound<RequestHandler>, on eventLoop: any EventLoop) {
        self.handler = handler
        self.eventLoop = eventLoop
        var head = response.head
        // There is no body, and the length of the one that there would be is not known (RFC 9110 §8.6).
        if [.noContent, .notModified].contains(head.status) { head.headerFields[.contentLength] = nil }
        self.head = head
        length = response.body.contentLength
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        if head != nil, only == nil, buffer.readableBytes == length {
            only = buffer
            return
        }
        var parts: [ByteBuffer] = []
        if let only { parts.append(only) }
        parts.append(buffer)
        let (handler, head) = (handler, head)
        self.head = nil
        only = nil
        // Waits until it is on its way, so that a slow client slows the resource down.
        let written = eventLoop.makePromise(of: Void.self)
        eventLoop.execute { [parts] in handler.value.write(head, parts, written) }
        try await written.futureResult.get()
    }

    consuming func finish(_ trailers: HTTPFields?) async throws {
        let (handler, head, only) = (handler, head, only)
        if eventLoop.inEventLoop {
            handler.value.finish(head, only, trailers)
        } else {
            eventLoop.execute { handler.value.finish(head, only, trailers) }
        }
    }
}
