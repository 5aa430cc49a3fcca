import HTTPTypes
import NIOHTTP1

/// Which request headers are passed on, and how the others are refused.
///
/// The parser below is lenient where RFC 9112 asks a server to be strict: about `Host`, transfer codings, versions and
/// sizes. What two programs in a row understand differently is how requests are smuggled.
struct RequestHeadPolicy: Sendable {
    let limits: ServerLimits
    /// The hosts that are answered for; nil for any.
    var hosts: ServedHosts?
    /// The paths at which files are sent, with bodies as large as ``ServerLimits/upload``.
    var uploads: Set<String> = []

    init(limits: ServerLimits, hosts: ServedHosts? = nil) {
        self.limits = limits
        self.hosts = hosts
    }

    /// The methods that a resource can have.
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options]

    private static let hostName = HTTPField.Name("Host") ?? .server

    /// How the body of an accepted request comes.
    enum Body: Hashable {
        case none
        case counted(Int)
        case chunked
    }

    /// What is known of an accepted request.
    struct Accepted: Hashable {
        let method: HTTPRequest.Method
        let target: RequestTarget
        let body: Body
        /// The most bytes that the body may have.
        let bodyLimit: Int
        /// Whether the client waits for `100 Continue` before it sends the body.
        let expectsContinue: Bool
    }

    /// Looks at a header of HTTP/1.1 and says why it cannot be passed on.
    func check(_ head: HTTPRequestHead) throws(APIError) -> Accepted {
        try checkTarget(head.uri)
        try checkFields(head.headers.lazy.map { $0.name.utf8.count + $0.value.utf8.count })
        try checkVersion(head.version)
        let method = try method(head.method.rawValue)
        guard let target = RequestTarget(head.uri), target.pathAndQuery != "*" || head.method == .OPTIONS else {
            throw Self.unusableTarget
        }
        let hosts = head.headers["host"]
        if !hosts.isEmpty || head.version != .http1_0 || target.authority != nil {
            guard hosts.count == 1 else { throw Self.noHost }
            try checkHosts(hosts, target)
        }
        let limit = bodyLimit(head.method.rawValue, target)
        let body = try body(of: head, upTo: limit)
        let expects = try expectsContinue(head.headers["expect"], isUnderstood: head.version == .http1_1)
        return Accepted(
            method: method,
            target: target,
            body: body,
            bodyLimit: limit,
            expectsContinue: expects && body != .none
        )
    }

    /// Looks at the header of a request of HTTP/2, where the protocol itself rules out much of what HTTP/1.1 allows.
    func check(_ head: HTTPRequest) throws(APIError) -> Accepted {
        let fields = head.headerFields
        guard let path = head.path, let authority = head.authority ?? fields[values: Self.hostName].first else {
            throw Self.noHost
        }
        try checkTarget(path)
        try checkFields(fields.lazy.map { $0.name.rawName.utf8.count + $0.value.utf8.count })
        let method = try method(head.method.rawValue)
        guard let target = RequestTarget(path), target.authority == nil else { throw Self.unusableTarget }
        try checkHosts([authority] + fields[values: Self.hostName], target)
        let limit = bodyLimit(head.method.rawValue, target)
        let length = try length(fields[values: .contentLength], upTo: limit)
        let expects = try expectsContinue(fields[values: .expect], isUnderstood: true)
        // Without a length only the body itself can say that there is none.
        return Accepted(
            method: method,
            target: target,
            body: length ?? .chunked,
            bodyLimit: limit,
            expectsContinue: expects && length != Body.none
        )
    }

    private func checkTarget(_ target: String) throws(APIError) {
        guard target.utf8.count <= limits.requestTarget else {
            throw APIError(.targetTooLong, "The request target is too long.")
        }
    }

    /// Takes the sizes of all fields, name and value.
    private func checkFields(_ sizes: some Sequence<Int>) throws(APIError) {
        var (total, count) = (0, 0)
        for size in sizes {
            guard size <= limits.headerField else { throw Self.headerTooLarge }
            total += size
            count += 1
        }
        guard total <= limits.headerList, count <= limits.headerCount else { throw Self.headerTooLarge }
    }

    static let headerTooLarge = APIError(.requestHeaderTooLarge, "The request header is too large.")
    static let unusableTarget = APIError(.badRequest, "The request target cannot be used.")

    private func checkVersion(_ version: HTTPVersion) throws(APIError) {
        guard version == .http1_1 || version == .http1_0 else {
            throw APIError(.versionNotSupported, "The server speaks HTTP/1.1.")
        }
    }

    private func method(_ method: String) throws(APIError) -> HTTPRequest.Method {
        if let known = Self.methods.first(where: { $0.rawValue == method }) { return known }
        guard method == "TRACE" || method == "CONNECT" else {
            throw APIError(.notImplemented, "The request method is not known.")
        }
        let allowed = Self.methods.map(\.rawValue).sorted().joined(separator: ", ")
        throw APIError(
            .methodNotAllowed,
            "Method \(method) is not allowed for this resource.",
            headers: [.allow: allowed]
        )
    }

    /// All that name a host must name the same, and one that is served.
    private func checkHosts(_ texts: [String], _ target: RequestTarget) throws(APIError) {
        guard let first = texts.first, let host = Authority(first),
            texts.dropFirst().allSatisfy({ Authority($0) == host }),
            target.authority == nil || target.authority == host
        else { throw Self.noHost }
        guard hosts?.cover(host.host) ?? true else {
            throw APIError(.misdirected, "The server does not answer for this host.")
        }
    }

    private static let noHost = APIError(.badRequest, "The request must name its host once.")

    private func bodyLimit(_ method: String, _ target: RequestTarget) -> Int {
        let isUpload = method == "POST" && uploads.contains(String(target.pathAndQuery.prefix { $0 != "?" }))
        return isUpload ? limits.upload : limits.body
    }

    private func body(of head: HTTPRequestHead, upTo limit: Int) throws(APIError) -> Body {
        let codings = head.headers["transfer-encoding"]
        let lengths = head.headers["content-length"]
        if !codings.isEmpty {
            guard head.version == .http1_1, lengths.isEmpty, codings.count == 1 else { throw Self.unclearLength }
            guard codings[0].lowercased() == "chunked" else {
                throw APIError(.notImplemented, "The transfer coding is not known.")
            }
            return .chunked
        }
        return try length(lengths, upTo: limit) ?? .none
    }

    /// Reads the values of `Content-Length`.
    private func length(_ values: [String], upTo limit: Int) throws(APIError) -> Body? {
        // Blanks around a value are no part of it (RFC 9110 §5.5); the parser leaves those at its end.
        guard let text = values.first?.trimmingBlanksAtEnd() else { return nil }
        guard values.count == 1, !text.isEmpty, text.utf8.allSatisfy(isDigit) else { throw Self.unclearLength }
        guard let length = Int(text), length <= limit else { throw Self.bodyTooLarge }
        return length == 0 ? Body.none : .counted(length)
    }

    static let bodyTooLarge = APIError(.contentTooLarge, "The request body is too large.")
    private static let unclearLength = APIError(.badRequest, "The length of the request body is not clear.")

    /// - Parameter isUnderstood: whether the client knows interim answers; one of HTTP/1.0 would take it for the final
    ///   one (RFC 9110 §10.1.1).
    private func expectsContinue(_ values: [String], isUnderstood: Bool) throws(APIError) -> Bool {
        guard let first = values.first else { return false }
        guard values.count == 1, first.lowercased() == "100-continue" else {
            throw APIError(.expectationFailed, "The expectation cannot be met.")
        }
        return isUnderstood
    }
}

extension String {
    fileprivate func trimmingBlanksAtEnd() -> Substring {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return text
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
