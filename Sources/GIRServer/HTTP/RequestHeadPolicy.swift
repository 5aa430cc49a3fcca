import HTTPTypes
import NIOHTTP1

/// Which request headers are passed on, and how the others are refused.
///
/// The parser below is lenient where RFC 9112 asks a server to be strict: about `Host`, transfer codings, versions and
/// sizes. What two programs in a row understand differently is how requests are smuggled.
struct RequestHeadPolicy: Sendable {
    let limits: ServerLimits

    /// The methods that a resource can have.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options]

    /// How the body of an accepted request comes.
    enum Body: Hashable {
        case none
        case counted(Int)
        case chunked
    }

    /// What is known of an accepted request.
    struct Accepted: Hashable {
        let target: RequestTarget
        let body: Body
        /// Whether the client waits for `100 Continue` before it sends the body.
        let expectsContinue: Bool
    }

    /// Looks at a header and says why it cannot be passed on.
    func check(_ head: HTTPRequestHead) throws(APIError) -> Accepted {
        try checkSize(head)
        try checkVersionAndMethod(head)
        guard let target = RequestTarget(head.uri) else {
            throw APIError(.badRequest, "The request target cannot be used.")
        }
        try checkHost(head, target)
        let body = try body(of: head)
        return Accepted(target: target, body: body, expectsContinue: try expectsContinue(head) && body != .none)
    }

    private func checkSize(_ head: HTTPRequestHead) throws(APIError) {
        guard head.uri.utf8.count <= limits.requestTarget else {
            throw APIError(.targetTooLong, "The request target is too long.")
        }
        var total = 0
        for (name, value) in head.headers {
            let size = name.utf8.count + value.utf8.count
            guard size <= limits.headerField else { throw Self.headerTooLarge }
            total += size
        }
        guard total <= limits.headerList, head.headers.count <= limits.headerCount else { throw Self.headerTooLarge }
    }

    static let headerTooLarge = APIError(.requestHeaderTooLarge, "The request header is too large.")

    private func checkVersionAndMethod(_ head: HTTPRequestHead) throws(APIError) {
        guard head.version == .http1_1 || head.version == .http1_0 else {
            throw APIError(.versionNotSupported, "The server speaks HTTP/1.1.")
        }
        if Self.methods.contains(where: { $0.rawValue == head.method.rawValue }) { return }
        guard head.method == .TRACE || head.method == .CONNECT else {
            throw APIError(.notImplemented, "The request method is not known.")
        }
        let allowed = Self.methods.map(\.rawValue).sorted().joined(separator: ", ")
        throw APIError(
            .methodNotAllowed,
            "Method \(head.method.rawValue) is not allowed for this resource.",
            headers: [.allow: allowed]
        )
    }

    private func checkHost(_ head: HTTPRequestHead, _ target: RequestTarget) throws(APIError) {
        let hosts = head.headers["host"]
        if hosts.isEmpty, head.version == .http1_0, target.authority == nil { return }
        guard hosts.count == 1, let host = Authority(hosts[0]), target.authority == nil || target.authority == host
        else {
            throw APIError(.badRequest, "The request must name its host once.")
        }
    }

    private func body(of head: HTTPRequestHead) throws(APIError) -> Body {
        let codings = head.headers["transfer-encoding"]
        let lengths = head.headers["content-length"]
        if !codings.isEmpty {
            guard head.version == .http1_1, lengths.isEmpty, codings.count == 1 else {
                throw APIError(.badRequest, "The length of the request body is not clear.")
            }
            guard codings[0].lowercased() == "chunked" else {
                throw APIError(.notImplemented, "The transfer coding is not known.")
            }
            return .chunked
        }
        guard let text = lengths.first else { return .none }
        guard lengths.count == 1, !text.isEmpty, text.utf8.allSatisfy(isDigit) else {
            throw APIError(.badRequest, "The length of the request body is not clear.")
        }
        guard let length = Int(text), length <= limits.body else { throw Self.bodyTooLarge }
        return length == 0 ? .none : .counted(length)
    }

    static let bodyTooLarge = APIError(.contentTooLarge, "The request body is too large.")

    private func expectsContinue(_ head: HTTPRequestHead) throws(APIError) -> Bool {
        let expectations = head.headers["expect"]
        guard let first = expectations.first else { return false }
        guard expectations.count == 1, first.lowercased() == "100-continue" else {
            throw APIError(.expectationFailed, "The expectation cannot be met.")
        }
        // A client of HTTP/1.0 would take the interim answer for the final one (RFC 9110 §10.1.1).
        return head.version == .http1_1
    }
}

extension APIError {
    /// What the client is told when the parser gave up.
    init(_ error: HTTPParserError) {
        switch error {
        case .headerOverflow: self = RequestHeadPolicy.headerTooLarge
        case .invalidMethod: self = APIError(.notImplemented, "The request method is not known.")
        case .invalidVersion: self = APIError(.versionNotSupported, "The server speaks HTTP/1.1.")
        default: self = APIError(.badRequest, "The request cannot be understood.")
        }
    }
}
