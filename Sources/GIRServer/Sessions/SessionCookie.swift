import GIRConfigKit
import HTTPTypes

/// The cookie that carries session identifiers (RFC 6265bis).
struct SessionCookie: Sendable, Hashable {
    /// What the cookies of a request say.
    enum Reading: Hashable {
        /// There is none of the name.
        case absent
        /// Two of them differ: somebody has planted one.
        case ambiguous
        case identifier(SessionIdentifier)
        /// No session has ever had this value.
        case unusable
    }

    /// The name; a name that begins with `__Host-` keeps other hosts of the domain from setting it.
    var name = "JSESSIONID"
    /// Whether scripts cannot read it.
    var isHTTPOnly = true
    /// Whether browsers send it over TLS only; nil where that is so for what came over TLS.
    var isSecure: Bool?
    /// When browsers send it with requests from other sites.
    var sameSite = CookieSettings.SameSite.lax

    /// Reads the cookies of a request.
    func reading(of headers: HTTPFields) -> Reading {
        var value: Substring?
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let pair = pair.drop { $0 == " " || $0 == "\t" }
                guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { continue }
                let found = pair[pair.index(after: equals)...]
                if let value, value != found { return .ambiguous }
                value = found
            }
        }
        guard let value else { return .absent }
        return SessionIdentifier(value).map { .identifier($0) } ?? .unusable
    }

    /// The field that gives a client its session, for as long as its browser runs.
    func field(_ identifier: SessionIdentifier, overTLS: Bool) -> HTTPField {
        HTTPField(name: .setCookie, value: "\(name)=\(identifier.text)\(attributes(overTLS))")
    }

    /// The field that takes the cookie away again.
    func expiry(overTLS: Bool) -> HTTPField {
        HTTPField(name: .setCookie, value: "\(name)=; Max-Age=0\(attributes(overTLS))")
    }

    private func attributes(_ overTLS: Bool) -> String {
        "; Path=/" + (isSecure ?? overTLS ? "; Secure" : "") + (isHTTPOnly ? "; HttpOnly" : "")
            + "; SameSite=\(sameSite.rawValue)"
    }
}
