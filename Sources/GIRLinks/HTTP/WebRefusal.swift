public import HTTPTypes

/// An answer of an HTTP peer that is none to what it was asked.
public struct WebRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status that the peer answers with.
    public let status: HTTPResponse.Status

    /// Takes the status of the answer.
    public init(_ status: HTTPResponse.Status) { self.status = status }

    /// The refusal in words.
    public var description: String { "the peer answers with status \(status.code)" }
}
