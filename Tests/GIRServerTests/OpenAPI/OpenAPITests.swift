import GIRStore
import GIRTestSupport
import HTTPTypes
import Testing

@testable import GIRServer

@Suite struct `The documentation of the API` {
    private static func routes() throws -> [Routes.Route] {
        Routes(environment: LogLines().environment(), api: try API(store: SQLiteStore.inMemory())).list
    }

    private static func document() throws -> JSONValue {
        OpenAPI.document(version: "development", routes: try routes())
    }

    @Test func `says something of each route, and of no other`() throws {
        let routes = Set(try Self.routes().map { "\($0.method.rawValue) \($0.path)" })
        #expect(routes.union(["POST /api/v2/logout"]) == Set(OpenAPIOperation.all.keys))
        #expect(routes.count > 35)
    }

    @Test func `refers to schemas that there are, and has no other`() throws {
        let text = try Self.document().json
        let named = Set(text.matches(of: /#\/components\/schemas\/(\w+)/).map { String($0.1) })
        #expect(named == Set(OpenAPISchemas.all.keys))
    }

    @Test func `is the file in docs`() throws {
        Snapshot.expect(Self.pretty(try Self.document()) + "\n", page: "docs/openapi.json")
    }

    @Test func `says of logging out what it answers`() throws {
        let logout = try Self.document().members?["paths"]?.members?["/api/v2/logout"]?.members?["post"]?.members
        let responses = try #require(logout?["responses"]?.members)
        #expect(responses["204"] == ["description": "Done."])
        #expect(responses["401"]?.members?["description"] == "There is no session.")
    }

    @Test func `is given to users`() async throws {
        let api = try await TestAPI()
        let answer = try await api.call(.get, "/api/v2/openapi.json")
        #expect(answer["openapi"] == "3.1.0")
        #expect(answer["paths", "/api/v2/openapi.json", "get", "summary"] == "Describe the API")
        #expect(
            answer["paths", "/api/v2/me", "get", "description"]
                == "For any user, also one who has to change the password."
        )
        #expect(try await api.call(.get, "/api/v2/openapi.json", as: nil).status == 401)
    }

    private static func pretty(_ value: JSONValue, _ indent: String = "") -> String {
        let deeper = indent + "  "
        switch value {
        case .array(let elements) where !elements.isEmpty:
            return "[\n" + elements.map { deeper + pretty($0, deeper) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map { name, value in
                "\(deeper)\(JSONValue.string(name).json): \(pretty(value, deeper))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return value.json
        }
    }
}
