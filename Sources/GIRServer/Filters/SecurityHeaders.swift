import FoundationEssentials
import GIRConfigKit
import HTTPTypes

/// The header fields of every answer, whoever gives it.
struct SecurityHeaders: Sendable {
    private let fixed: [HTTPField]

    /// Takes what browsers are told about TLS; nil on a connection without, where it means nothing (RFC 6797 §7.2).
    init(_ transport: StrictTransport?) {
        var fields: HTTPFields = [
            .cacheControl: "no-store",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in Self.others {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        fields[.strictTransportSecurity] = transport?.headerValue
        fixed = Array(fields)
    }

    /// Adds the fields to an answer, but those that it has.
    func add(to fields: inout HTTPFields, at now: Date) {
        // All at once, and as they are: the one by one that the type has looks at each value again.
        let missing = fixed.contains { fields.contains($0.name) } ? fixed.filter { !fields.contains($0.name) } : fixed
        fields.replaceSubrange(fields.endIndex..<fields.endIndex, with: missing)
        if !fields.contains(.date) { fields[.date] = HTTPDate.text(now) }
    }

    private static let others: KeyValuePairs = [
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-site",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    ]
}

extension StrictTransport {
    /// The value of `Strict-Transport-Security`; nil where the field is not sent.
    fileprivate var headerValue: String? {
        // Two years, as Mozilla's guideline asks.
        switch self {
        case .includeSubDomains: "max-age=63072000; includeSubDomains"
        case .host: "max-age=63072000"
        case .forget: "max-age=0"
        case .off: nil
        }
    }
}
