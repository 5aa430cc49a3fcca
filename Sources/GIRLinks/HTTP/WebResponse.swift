public import HTTPTypes
public import NIOCore
import Synchronization

/// The answer of an HTTP peer; its body comes as it is read.
public struct WebResponse: Sendable {
    /// The status.
    public let status: HTTPResponse.Status
    /// The fields of the header.
    public let headers: HTTPFields
    /// The body, to be read once; what is not read to its end costs the connection.
    public let body: WebBody
}

/// The body of an answer, for one reader.
public final class WebBody: AsyncSequence, Sendable {
    private let connection: WebConnection
    private let pool: WebPool
    private let isDone = Mutex(false)

    init(_ connection: WebConnection, _ pool: WebPool) {
        self.connection = connection
        self.pool = pool
    }

    deinit {
        if !isDone.withLock({ $0 }) { connection.close() }
    }

    /// The next part; nil for the end.
    ///
    /// - Throws: ``LinkError`` where the peer does not send all of it.
    public func next() async throws -> ByteBuffer? {
        guard !isDone.withLock({ $0 }) else { return nil }
        switch try await connection.next() {
        case .bytes(let part): return part
        case .end(let isReusable):
            isDone.withLock { $0 = true }
            if isReusable { pool.rest(connection) } else { connection.close() }
            return nil
        }
    }

    /// Reads all of it.
    ///
    /// - Throws: ``LinkError``, with the code `protocolFault` for a body with more bytes than the limit.
    public func collect(upTo limit: Int) async throws -> ByteBuffer {
        var all = ByteBuffer()
        while var part = try await next() {
            guard all.readableBytes + part.readableBytes <= limit else {
                throw LinkError(.protocolFault, "the peer's answer is larger than expected")
            }
            all.writeBuffer(&part)
        }
        return all
    }

    /// Reads on to the end where that is near, so that the connection can be used again.
    public func discard() async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { _ = try? await self.collect(upTo: WebLimits.discarding) }
            tasks.addTask { try? await Task.sleep(for: self.pool.limits.discarding) }
            // Who is cancelled while he reads ends the connection.
            await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    /// Reads the parts one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        let body: WebBody

        /// The next part; nil for the end.
        public func next() async throws -> ByteBuffer? { try await body.next() }
    }
}
