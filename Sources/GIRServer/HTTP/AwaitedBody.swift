import NIOCore

/// A body that the client sends when it is asked for it, which is when the resource first reads it: whoever is refused
/// need not send it (RFC 9110 §10.1.1).
struct AwaitedBody: AsyncSequence, Sendable {
    let base: BodyStream.Producer
    let ask: @Sendable () -> Void

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), ask: ask) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: BodyStream.Producer.AsyncIterator
        fileprivate let ask: @Sendable () -> Void
        private var isAsked = false

        fileprivate init(base: BodyStream.Producer.AsyncIterator, ask: @escaping @Sendable () -> Void) {
            self.base = base
            self.ask = ask
        }

        @concurrent mutating func next() async throws -> ByteBuffer? {
            if !isAsked { ask() }
            isAsked = true
            return try await base.next()
        }
    }
}
