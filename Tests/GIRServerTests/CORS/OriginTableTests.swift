import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

/// One row of the table of origins: a list, and what is said to the value of `Origin`.
private struct Row: CustomTestStringConvertible {
    let name: String
    let list: String
    let origins: [String]
    /// The answer's `Access-Control-Allow-Origin`; `=` for the origin itself, nil for none.
    let answer: String?
    let credentials: Bool

    var testDescription: String { name }

    private static let domains = "http://*.genesys.com, http://*.genesyslab.com"

    private init(
        _ name: String,
        _ origins: [String],
        _ answer: String?,
        list: String = Row.domains,
        credentials: Bool = true
    ) {
        self.name = name
        self.list = list
        self.origins = origins
        self.answer = answer
        self.credentials = credentials
    }

    static let all = [
        Row(
            "O1 below the domain",
            [
                "http://app.genesys.com", "http://a.b.genesys.com", "http://xn--e1afmkfd.genesys.com",
                "http://a.genesyslab.com",
            ],
            "="
        ),
        Row("O2 the domain itself", ["http://genesys.com"], nil),
        Row(
            "O3 names that look like it",
            [
                "http://evilgenesys.com", "http://app.genesys.com.evil.com", "http://app.genesysXcom",
                "http://app.genesysxcom",
            ],
            nil
        ),
        Row(
            "O4 another port, the usual port, a dot at the end",
            ["http://app.genesys.com:80", "http://app.genesys.com:8080", "http://app.genesys.com."],
            nil
        ),
        Row("O5 another scheme", ["https://app.genesys.com"], nil),
        Row("O6 capitals", ["http://APP.genesys.com", "http://app.GENESYS.com", "HTTP://app.genesys.com"], nil),
        Row(
            "O7 what a wildcard of any characters would take",
            [
                "http://evil.com/.genesys.com", "http://evil.com#.genesys.com", "http://evil.com?.genesys.com",
                "http://evil.com\\.genesys.com", "http://evil.com%2f.genesys.com",
                "http://evil.com:80@x.genesys.com", "http://[::1].genesys.com", "http://.genesys.com",
                "http://evil.com@app.genesys.com", "http://a..genesys.com", "http://a b.genesys.com",
            ],
            nil
        ),
        Row("O8 two origins with a space", ["http://evil.com http://app.genesys.com"], nil),
        Row(
            "O9 two origins with a comma",
            ["http://evil.com,http://app.genesys.com", "http://evil.com, http://app.genesys.com"],
            nil
        ),
        Row("O11 no origin to compare", ["null", "", "file://", "http://", "://", "garbage <script>"], nil),
        Row("O11 null where it is listed", ["null"], "null", list: "'https://a.example, null'", credentials: false),
        Row("O11 null where it is listed with credentials", ["null"], nil, list: "'https://a.example, null'"),
        Row(
            "O12 spaces around it",
            [" http://app.genesys.com ", "\thttp://app.genesys.com"],
            "http://app.genesys.com"
        ),
        Row("O13 any with credentials", ["http://a.example", "null", "garbage"], "*", list: "'*'"),
        Row("O14 any without credentials", ["http://a.example", "null"], "*", list: "'*'", credentials: false),
        Row("O15 any among others", ["http://b.example"], "*", list: "'https://a.example, *'"),
        Row("O16 no list", ["http://a.example"], nil, list: "''"),
        Row(
            "O17 an exact one with a port",
            ["https://app.genesys.com", "https://APP.genesys.com:8443", "https://app.genesys.com:443"],
            nil,
            list: "https://app.genesys.com:8443"
        ),
        Row("O17 the exact one", ["https://app.genesys.com:8443"], "=", list: "https://app.genesys.com:8443"),
        Row(
            "every origin of a scheme",
            ["http://a.example", "http://a.example:81", "http://[::1]:3000"],
            "=",
            list: "http://*"
        ),
        Row("every origin of another scheme", ["https://a.example"], nil, list: "http://*"),
        Row("both schemes", ["https://a.b.example", "http://a.b.example"], "=", list: "https?://*.b.example"),
        Row("any port", ["https://a.example", "https://a.example:8443"], "=", list: "'https://a.example:*'"),
        Row("a wildcard in a label", ["https://app-1.example.com"], "=", list: "https://app-*.example.com"),
        Row(
            "a wildcard does not cross a dot",
            ["https://app-1.evil.example.com"],
            nil,
            list: "https://app-*.example.com"
        ),
        Row("without a scheme", ["https://a.b.example", "http://a.b.example"], "=", list: "'*.b.example'"),
    ]

    var configuration: String {
        """
        serverSettings:
          crossOriginSettings:
            allowedOrigins: \(list)
            allowCredentials: \(credentials)

        """
    }
}

@Suite struct `Origins of the table` {
    @Test(arguments: Row.all)
    private func `are allowed and refused as its rows say`(_ row: Row) async throws {
        let routes = FilteredRoutes(yaml: row.configuration)
        for origin in row.origins {
            let (response, body) = try await routes.respond(.get, headers: [.origin: origin])
            #expect(response.status == .ok && body == "{}", "\(origin)")
            let allowed = response.headers[.accessControlAllowOrigin]
            #expect(allowed == (row.answer == "=" ? origin : row.answer), "\(origin)")
            let isNamed = allowed != nil && allowed != "*" && allowed != "null"
            #expect(response.headers[.accessControlAllowCredentials] == (isNamed && row.credentials ? "true" : nil))
            #expect(response.headers[.vary] == "Accept, Origin", "\(origin)")
        }
    }

    @Test(arguments: [["http://app.genesys.com", "http://evil.com"], ["http://evil.com", "http://app.genesys.com"]])
    func `O10 two fields are refused`(_ origins: [String]) async throws {
        let routes = FilteredRoutes(
            yaml: "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: http://*.genesys.com\n"
        )
        var fields = HTTPFields()
        for origin in origins { fields.append(HTTPField(name: .origin, value: origin)) }
        for method in [HTTPRequest.Method.get, .options, .post] {
            let (response, body) = try await routes.respond(method, headers: fields)
            #expect(response.status == .badRequest)
            #expect(body == #"{"statusCode":2,"statusMessage":"The request must name its origin once."}"#)
            #expect(response.headers[.accessControlAllowOrigin] == nil)
        }
    }
}
