/// Why a store did not do what it was asked.
public struct StoreError: Error, Hashable, Sendable {
    /// The kind of failure.
    public enum Code: String, Sendable {
        case alreadyExists
        case notFound
        /// As many of a kind as there may be.
        case full
        /// The disk is full: reading goes on, writing does not.
        case noSpace
        /// The file is no store, is damaged, or was written by a later version.
        case data
        /// The store cannot be reached or read for now.
        case unavailable
    }

    public let code: Code
    /// What happened, for the log and for admins; never for clients.
    public let reason: String

    /// Makes an error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
