import GIRConfigKit
import HTTPTypes

/// Where a request that changes something comes from, by what browsers tell and scripts cannot forge.
///
/// `Sec-Fetch-Site` decides where it is sent, else `Origin`, else `Referer`; a client that sends none of them is no
/// browser of this decade, and only its token counts.
enum RequestOrigin: Hashable {
    /// The server's own pages, or no page at all.
    case own
    /// Another origin, to be looked up in the lists; empty where the browser does not say which.
    case other(String)
    case unknown

    init(_ headers: HTTPFields, isOwn: (WebOrigin) -> Bool) {
        let origin = headers[.origin]
        switch headers[values: .secFetchSite].count == 1 ? headers[.secFetchSite] : nil {
        case "same-origin", "none": self = .own
        case "same-site", "cross-site": self = .other(origin ?? "")
        // A value that a later standard adds says nothing yet.
        default:
            if let origin {
                self = WebOrigin(origin).map(isOwn) == true ? .own : .other(origin)
            } else if let referrer = headers[values: .referer].first {
                // Which of two is the page's nobody knows.
                let origin = headers[values: .referer].count == 1 ? Self.origin(of: referrer) : ""
                self = WebOrigin(origin).map(isOwn) == true ? .own : .other(origin)
            } else {
                self = .unknown
            }
        }
    }

    /// The scheme, host and port that an address begins with.
    private static func origin(of address: String) -> String {
        guard let mark = address.firstRange(of: "://") else { return "" }
        return String(address[..<mark.upperBound] + address[mark.upperBound...].prefix { !"/?#".contains($0) })
    }
}

extension HTTPField.Name {
    // The other name is there for the compiler, which does not know that these are well formed.
    static let csrfHeader = HTTPField.Name("X-CSRF-HEADER") ?? .server
    static let csrfToken = HTTPField.Name("X-CSRF-TOKEN") ?? .server
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .server
}
