import HTTPTypes

/// A failure whose text the client may read.
struct APIError: Error, Hashable, Sendable {
    /// The kind of failure.
    let status: APIStatus
    /// The text of `statusMessage`; says nothing about the inside of the server.
    let message: String
    /// Header fields that belong to the answer, such as `Allow`.
    private(set) var headers: HTTPFields

    init(_ status: APIStatus, _ message: String, headers: HTTPFields = [:]) {
        self.status = status
        self.message = message
        self.headers = headers
        // Clients that are told to come back are told when.
        if [.tooManyRequests, .unavailable].contains(status), headers[.retryAfter] == nil {
            self.headers[.retryAfter] = "5"
        }
    }

    /// What every fault inside the server looks like from outside; the vendor's words.
    static let internalError = APIError(.internalError, "Internal server error - please contact administrator.")
}
