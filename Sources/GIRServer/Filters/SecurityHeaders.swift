import FoundationEssentials
import HTTPTypes

/// The header fields of every answer, whoever gives it.
enum SecurityHeaders {
    /// The fields for an answer at a moment; `Strict-Transport-Security` means something on TLS only (RFC 6797 §7.2).
    static func fields(isSecure: Bool, at now: Date) -> HTTPFields {
        var fields = isSecure ? secure : plain
        fields.append(HTTPField(name: .date, value: HTTPDate.text(now)))
        return fields
    }

    private static let plain = constant(isSecure: false)
    private static let secure = constant(isSecure: true)

    private static func constant(isSecure: Bool) -> HTTPFields {
        var fields: HTTPFields = [
            .cacheControl: "no-store",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in others {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        // Two years, as Mozilla's guideline asks.
        if isSecure { fields[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
        return fields
    }

    private static let others: KeyValuePairs = [
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-site",
        "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    ]
}
