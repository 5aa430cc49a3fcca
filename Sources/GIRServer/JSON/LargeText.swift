import NIOPosix

/// Work on JSON that may be long: the connections of an event loop do not wait for that of one.
enum LargeText {
    /// The most bytes that are worked on where the request is.
    private static let limit = 32 << 10

    /// Does the work, beside the event loops where there are many bytes.
    static func work<Result: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        count <= limit ? try body() : try await NIOThreadPool.singleton.runIfActive(body)
    }
}
