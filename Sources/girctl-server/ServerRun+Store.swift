import GIRCommandLine
import GIRServer

extension ServerRun {
    /// Serves until a signal or a failure ends it, then closes the store.
    static func serve(_ make: () throws -> ServerRun, closing close: () async throws -> Void) async throws {
        let isOver: Bool
        do {
            // Where nobody reads standard output, the log line has said the same.
            isOver = try await make().untilSignalled { url in try? Terminal.print("listening on \(url)") }
        } catch {
            try? await close()
            throw error
        }
        // What is still at work has the store; it holds what was acknowledged without being closed.
        if isOver { try await close() }
    }
}
