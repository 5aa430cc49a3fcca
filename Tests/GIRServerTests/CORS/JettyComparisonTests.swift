import FoundationEssentials
import GIRTestSupport
import HTTPTypes
import Hummingbird
import Testing

@testable import GIRServer

private let hasJetty = FileManager.default.fileExists(atPath: "/usr/share/java/jetty9-servlets.jar")

/// The filter that RWS is built on, beside ours: the same requests, and every difference with its reason.
@Suite(.enabled(if: Tool.java.found && hasJetty || Tool.required))
struct `Origins and Jetty's filter` {
    /// What both are set to, by the names that they share.
    private struct Setting {
        var origins: String
        var methods = "GET,POST,PUT,DELETE,OPTIONS"
        var headers = "Content-Type,ssid,X-CSRF-TOKEN"
        var credentials = true

        var values: [(String, String)] {
            [
                ("allowedOrigins", origins), ("allowedMethods", methods), ("allowedHeaders", headers),
                ("allowCredentials", "\(credentials)"), ("exposedHeaders", "X-CSRF-HEADER,X-CSRF-TOKEN"),
            ]
        }

        var yaml: String {
            "serverSettings:\n  crossOriginSettings:\n" + values.map { "    \($0): \"\($1)\"\n" }.joined()
        }
    }

    /// A request, as a preflight where it asks for a method.
    private struct Asked {
        let origin: String
        var method: String?
        var headers: String?

        var fields: HTTPFields {
            var fields: HTTPFields = [.origin: origin]
            fields[.accessControlRequestMethod] = method
            fields[.accessControlRequestHeaders] = headers
            return fields
        }

        /// On one line, with `~` for the line ends.
        var raw: String {
            let lines = fields.map { "\($0.name.rawName): \($0.value)~" }.joined()
            return "\(method == nil ? "GET" : "OPTIONS") /thing HTTP/1.1~Host: h~\(lines)Connection: close~~"
        }

        var label: String { [origin, method, headers].compactMap(\.self).joined(separator: " | ") }
    }

    private static let domains = Setting(origins: "http://*.genesys.com, http://*.genesyslab.com")
    private static let exact = Setting(origins: "https://app.genesys.com:8443")

    private static func preflights(from origin: String) -> [Asked] {
        let headers = [
            nil, "content-type", "content-type,SSID, x-csrf-token", "content-type,,ssid,", "x-other", "authorization",
        ]
        let methods = ["PUT", "GET", "HEAD", "POST", "PATCH", "put", "DELETE"]
        return methods.map { Asked(origin: origin, method: $0) }
            + headers.map { Asked(origin: origin, method: "PUT", headers: $0) }
    }

    private static let origins = [
        "http://app.genesys.com", "http://a.b.genesys.com", "http://xn--e1afmkfd.genesys.com", "http://genesys.com",
        "http://a.genesyslab.com", "http://evilgenesys.com", "http://app.genesys.com.evil.com",
        "http://app.genesysxcom",
        "http://app.genesys.com:80", "http://app.genesys.com:8080", "http://app.genesys.com.",
        "https://app.genesys.com",
        "http://APP.genesys.com", "http://app.GENESYS.com", "HTTP://app.genesys.com", "http://evil.com/.genesys.com",
        "http://evil.com#.genesys.com", "http://evil.com?.genesys.com", "http://evil.com\\.genesys.com",
        "http://evil.com%2f.genesys.com", "http://evil.com:80@x.genesys.com", "http://[::1].genesys.com",
        "http://.genesys.com", "http://evil.com http://app.genesys.com", "http://evil.com,http://app.genesys.com",
        "http://evil.com, http://app.genesys.com", "null", "file://", "garbage", "https://app.genesys.com:8443",
        "https://APP.genesys.com:8443",
    ].map { Asked(origin: $0) }

    /// Where the two differ, and the row of the table that says why.
    private static let differences: [String: [String]] = [
        "O6": ["http://APP.genesys.com"],
        "O7": [
            "http://evil.com/.genesys.com", "http://evil.com#.genesys.com", "http://evil.com?.genesys.com",
            "http://evil.com\\.genesys.com", "http://evil.com%2f.genesys.com", "http://evil.com:80@x.genesys.com",
            "http://[::1].genesys.com", "http://.genesys.com",
        ],
        "O8": ["http://evil.com http://app.genesys.com"],
        "O9": ["http://evil.com,http://app.genesys.com", "http://evil.com, http://app.genesys.com"],
    ]

    /// The `Access-Control-…` fields of an answer, in one text that does not depend on order, case or spaces.
    private static func allowance(_ fields: [(name: String, value: String)]) -> String {
        fields.filter { $0.name.lowercased().hasPrefix("access-control-") }
            .map { "\($0.name): \($0.value.filter { $0 != " " })".lowercased() }
            .sorted().joined(separator: "\n")
    }

    private func jetty(_ setting: Setting, _ requests: [Asked]) async throws -> [String] {
        let folder = try TemporaryDirectory()
        try folder.write(Self.program, to: "Cors.java")
        let names = ["server", "servlet", "servlets", "util", "http", "io", "security"].map { "jetty9-\($0)" }
        let jars = (names + ["servlet-api"]).map { "/usr/share/java/\($0).jar" }.joined(separator: ":")
        let output = try await Tool.java.run(
            ["-cp", jars, "Cors.java"] + setting.values.map { "\($0)=\($1)" },
            in: folder,
            input: Array(requests.map { $0.raw + "\n" }.joined().utf8)
        ).succeeded().stdout
        return output.split(separator: "\n").map { answer in
            Self.allowance(answer.split(separator: "~").dropFirst().map(Self.field))
        }
    }

    private static func field(_ line: Substring) -> (name: String, value: String) {
        let name = line.prefix { $0 != ":" }
        return (String(name), String(line.dropFirst(name.count + 1)))
    }

    private func ours(_ setting: Setting, _ requests: [Asked]) async throws -> [String] {
        let routes = FilteredRoutes(yaml: setting.yaml)
        var answers: [String] = []
        for request in requests {
            let method: HTTPRequest.Method = request.method == nil ? .get : .options
            let response = try await routes.respond(method, headers: request.fields).response
            answers.append(Self.allowance(response.headers.map { ($0.name.rawName, $0.value) }))
        }
        return answers
    }

    /// The labels of the requests that are answered differently.
    private func differing(_ setting: Setting, _ requests: [Asked]) async throws -> Set<String> {
        let (theirs, ours) = (try await jetty(setting, requests), try await ours(setting, requests))
        #expect(theirs.count == requests.count)
        return Set(zip(requests, zip(theirs, ours)).filter { $1.0 != $1.1 }.map(\.0.label))
    }

    @Test func `differ on origins where the table says so, and nowhere else`() async throws {
        let known = Set(Self.differences.values.joined())
        #expect(try await differing(Self.domains, Self.origins).symmetricDifference(known) == [])
        #expect(try await differing(Self.exact, Self.origins) == [])
        var without = Self.domains
        without.credentials = false
        #expect(try await differing(without, Self.origins).symmetricDifference(known) == [])
        #expect(try await differing(Setting(origins: ""), Self.origins) == [])
    }

    @Test func `differ on every origin where all are allowed: none is named`() async throws {
        for credentials in [true, false] {
            let setting = Setting(origins: "*", credentials: credentials)
            #expect(try await differing(setting, Self.origins) == Set(Self.origins.map(\.label)))
        }
    }

    @Test func `differ on preflights by the methods that need no permission`() async throws {
        let requests = Self.preflights(from: "http://app.genesys.com")
        #expect(try await differing(Self.domains, requests) == ["http://app.genesys.com | HEAD"])
        var few = Self.domains
        few.methods = "PUT"
        let safe = ["GET", "HEAD", "POST"].map { "http://app.genesys.com | \($0)" }
        #expect(try await differing(few, requests) == Set(safe))
        let refused = Self.preflights(from: "http://evil.com")
        #expect(try await differing(Self.domains, refused) == [])
    }

    @Test func `differ on a wildcard for headers by logins only`() async throws {
        var any = Self.domains
        any.headers = "*"
        let requests = Self.preflights(from: "http://app.genesys.com").filter {
            $0.headers != nil && $0.headers?.contains(",,") != true
        }
        #expect(try await differing(any, requests) == ["http://app.genesys.com | PUT | authorization"])
    }

    private static let program = """
        import java.io.*;
        import java.util.*;
        import javax.servlet.*;
        import javax.servlet.http.*;
        import org.eclipse.jetty.server.*;
        import org.eclipse.jetty.servlet.*;
        import org.eclipse.jetty.servlets.CrossOriginFilter;

        public class Cors {
            public static void main(String[] parameters) throws Exception {
                Server server = new Server();
                LocalConnector connector = new LocalConnector(server);
                server.addConnector(connector);
                FilterHolder filter = new FilterHolder(CrossOriginFilter.class);
                for (String parameter : parameters) {
                    int equals = parameter.indexOf('=');
                    filter.setInitParameter(parameter.substring(0, equals), parameter.substring(equals + 1));
                }
                ServletContextHandler context = new ServletContextHandler();
                context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
                server.setHandler(context);
                server.start();
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
                for (String line = input.readLine(); line != null; line = input.readLine())
                    System.out.println(connector.getResponse(line.replace("~", "\\r\\n")).replace("\\r\\n", "~").replace("\\n", ""));
                server.stop();
            }
        }

        """
}
