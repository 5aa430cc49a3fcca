import GIRStore
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// One row of the table of what browsers tell about a page: F1 to F6.
private struct Row: CustomTestStringConvertible {
    let name: String
    let fields: HTTPFields
    let passes: Bool

    var testDescription: String { name }

    private init(_ name: String, site: String? = nil, origin: String? = nil, referrer: String? = nil, passes: Bool) {
        self.name = name
        var fields = HTTPFields()
        fields[.secFetchSite] = site
        fields[.origin] = origin
        for referrer in referrer?.split(separator: "|") ?? [] {
            fields.append(HTTPField(name: .referer, value: String(referrer)))
        }
        self.fields = fields
        self.passes = passes
    }

    static let all = [
        Row("F1 the same origin", site: "same-origin", origin: "https://rws.example", passes: true),
        Row("F1 no page", site: "none", passes: true),
        Row("F1 decides whatever the origin", site: "same-origin", origin: "https://evil.example", passes: true),
        Row("F2 another site that is listed", site: "cross-site", origin: "https://app.example", passes: true),
        Row("F2 the same site that is listed", site: "same-site", origin: "https://app.example", passes: true),
        Row("F2 another site", site: "cross-site", origin: "https://evil.example", passes: false),
        Row("F2 the same site", site: "same-site", origin: "https://other.rws.example", passes: false),
        Row("F2 another site without an origin", site: "cross-site", passes: false),
        Row("F2 another site as nobody", site: "cross-site", origin: "null", passes: false),
        Row(
            "F2 another site that says it is the server",
            site: "cross-site",
            origin: "https://rws.example",
            passes: false
        ),
        Row("F3 the host of the request", origin: "https://rws.example", passes: true),
        Row("F3 the public address", origin: "https://public.example:8443", passes: true),
        Row("F3 the public address on another port", origin: "https://public.example", passes: false),
        Row("F3 an origin that is listed", origin: "https://app.example", passes: true),
        Row("F3 another origin", origin: "https://evil.example", passes: false),
        Row("F3 nobody", origin: "null", passes: false),
        Row("F3 the host on another port", origin: "https://rws.example:8443", passes: false),
        Row(
            "F3 an origin counts before a referrer",
            origin: "https://evil.example",
            referrer: "https://rws.example/",
            passes: false
        ),
        Row("F4 a page of the server", referrer: "https://rws.example/page?x=https://evil.example/", passes: true),
        Row("F4 a page that is listed", referrer: "https://app.example/page", passes: true),
        Row("F4 another page", referrer: "https://evil.example/https://rws.example/", passes: false),
        Row("F4 a page with a user name", referrer: "https://rws.example@evil.example/", passes: false),
        Row("F4 a page and another", referrer: "https://rws.example/|https://evil.example/", passes: false),
        Row("F4 no address", referrer: "rws.example", passes: false),
        Row("F5 none of the three", passes: true),
        Row(
            "F6 a value of the future with the origin of the server",
            site: "same-planet",
            origin: "https://rws.example",
            passes: true
        ),
        Row(
            "F6 a value of the future with another origin",
            site: "same-planet",
            origin: "https://evil.example",
            passes: false
        ),
        Row("F6 a value of the future alone", site: "same-planet", passes: true),
    ]
}

@Suite struct `Where a change comes from` {
    private func respond(
        _ row: Row,
        csrf: Bool,
        origins: String = "https://app.example",
        log: LogLines = LogLines()
    ) async throws -> (response: Response, body: String) {
        let yaml = """
            serverSettings:
              externalApiUrlV2: https://public.example:8443/api/v2
              enableCsrfProtection: \(csrf)
              crossOriginSettings:
                allowedOrigins: \(origins)

            """
        let session = `CSRF protection`.session
        var fields = row.fields
        fields[.csrfToken] = try CSRFToken.masked(session.csrfToken)
        let routes = FilteredRoutes(
            yaml: yaml,
            routes: [.answering(.post)],
            principal: session.principal,
            session: session,
            log: log
        )
        return try await routes.respond(.post, headers: fields)
    }

    @Test(arguments: Row.all)
    private func `decides before the token, as the rows say`(_ row: Row) async throws {
        let log = LogLines()
        let (response, body) = try await respond(row, csrf: true, log: log)
        #expect(response.status == (row.passes ? .ok : .forbidden))
        #expect(response.headers[.vary]?.contains("Sec-Fetch-Site, Origin") == true)
        guard !row.passes else { return }
        #expect(body == #"{"statusCode":3,"statusMessage":"Requests of this origin are not allowed."}"#)
        #expect(log.audit.first?.contains(#""event":"malicious_csrf""#) == true)
    }

    @Test(arguments: Row.all)
    private func `is only logged where the protection is off`(_ row: Row) async throws {
        let log = LogLines()
        #expect(try await respond(row, csrf: false, log: log).response.status == .ok)
        #expect(log.all.contains { $0.contains("request of another origin is let through") } != row.passes)
        #expect(log.audit.isEmpty)
    }

    @Test func `does not let every page write where every page may read`() async throws {
        let row = try #require(Row.all.first { $0.name == "F2 another site" })
        #expect(try await respond(row, csrf: true, origins: "'*'").response.status == .forbidden)
    }
}
