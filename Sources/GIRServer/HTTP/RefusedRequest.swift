import HTTPTypes
import NIOHTTP1

/// What is known of a request that is answered before it reaches the filters, or in place of the resource.
struct RefusedRequest {
    let method: String
    /// The path, without the query, where the target has one.
    let path: String?
    /// The protocol in the words of logs.
    let version: String
    /// The page that asks; nil where it is not named once.
    let origin: String?
    /// What proxies say of who asks.
    let forwarded: [String]

    init(_ head: HTTPRequestHead) {
        method = head.method.rawValue
        path = Self.path(of: head.uri)
        version = "HTTP/\(head.version.major).\(head.version.minor)"
        origin = Self.only(head.headers["origin"])
        forwarded = head.headers["x-forwarded-for"]
    }

    init(_ head: HTTPRequest, version: String) {
        method = head.method.rawValue
        path = head.path.flatMap(Self.path)
        self.version = version
        origin = Self.only(head.headerFields[values: .origin])
        forwarded = head.headerFields[values: .forwardedFor]
    }

    private static func path(of target: String) -> String? {
        let path = (RequestTarget(target)?.pathAndQuery ?? target).prefix { $0 != "?" }
        return path.hasPrefix("/") || path == "*" ? String(path) : nil
    }

    private static func only(_ values: [String]) -> String? { values.count == 1 ? values[0] : nil }
}
