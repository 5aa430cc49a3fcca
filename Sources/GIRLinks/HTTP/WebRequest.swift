import FoundationEssentials
public import GIRPKI
public import HTTPTypes
public import NIOCore

/// A user at an HTTP peer.
public struct WebCredentials: Sendable {
    private let user: String
    private let password: Secret

    /// Names the user.
    public init(user: String, password: Secret) {
        self.user = user
        self.password = password
    }

    /// The value of `Authorization` (RFC 7617).
    var authorization: String {
        "Basic " + Data(Array("\(user):".utf8) + password.revealBytes()).base64EncodedString()
    }
}

/// A request to an HTTP peer.
public struct WebRequest: Sendable {
    /// What is sent with a request.
    public enum Body: Sendable {
        /// Bytes that can be sent again.
        case bytes([UInt8])
        /// A stream; its length where it is known.
        case stream(any AsyncSequence<ByteBuffer, any Error> & Sendable, length: Int?)
    }

    /// The method.
    public var method: HTTPRequest.Method
    /// Where it goes.
    public var address: WebAddress
    /// Further fields of its header.
    public var headers: HTTPFields
    /// Whether the path ends with a slash, as that of a folder.
    var isFolder = false
    /// Who asks; nil for nobody.
    public var credentials: WebCredentials?
    /// What is sent with it; nil for nothing.
    public var body: Body?

    /// Makes a request.
    public init(
        _ method: HTTPRequest.Method,
        _ address: WebAddress,
        headers: HTTPFields = [:],
        credentials: WebCredentials? = nil,
        body: Body? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.credentials = credentials
        self.body = body
    }

    /// Whether the same can be sent once more, and does no more than the first time (RFC 9110 §9.2.2).
    var isRepeatable: Bool {
        if case .stream = body { return false }
        return [.delete, .get, .head, .options, .put].contains(method)
    }

    /// The header as it is sent.
    var head: HTTPRequest {
        var fields = headers
        if let credentials { fields[.authorization] = credentials.authorization }
        switch body {
        case .bytes(let bytes): fields[.contentLength] = "\(bytes.count)"
        case .stream(_, length: let length?): fields[.contentLength] = "\(length)"
        // Without a length the encoder sends it in chunks.
        case .stream(_, length: nil), nil: break
        }
        return HTTPRequest(
            method: method,
            scheme: address.peer.isSecure ? "https" : "http",
            authority: address.peer.authority,
            path: address.path + (isFolder && address.path != "/" ? "/" : ""),
            headerFields: fields
        )
    }
}
