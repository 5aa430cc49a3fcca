import FoundationEssentials

/// What the request log knows of a request and its answer.
struct RequestRecord: Sendable {
    let requestIdentifier: String
    let client: String
    /// The user's name; nil for nobody.
    var user: String?
    let time: Date
    /// Method, path and version; nil where the request could not be read.
    var line: (method: String, path: String, version: String)?
    let status: Int
    /// The bytes of the body; nil where they are not known before they are sent.
    var bytes: Int?
    var referrer: String?
    var agent: String?
    /// The time until the answer was ready.
    var milliseconds: Int?
}
