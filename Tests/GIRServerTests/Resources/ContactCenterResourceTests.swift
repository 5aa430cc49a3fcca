import GIRStore
import HTTPTypes
import Testing

@testable import GIRServer

private typealias HTTPMethod = HTTPRequest.Method

@Suite struct `The resource of contact centers` {
    private let api: TestAPI
    private let path = "/api/v2/ops/contact-centers"

    init() async throws { api = try await TestAPI() }

    private func call(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil
    ) async throws -> TestAPI.Answer {
        try await api.call(method, path, as: TestAPI.operations, body)
    }

    @Test func `lists addresses, or all there is to know`() async throws {
        let uris = try await call(.get, path)
        #expect(
            uris.json == [
                "statusCode": 0,
                "uris": .array(
                    [TestAPI.contactCenter, TestAPI.other].map {
                        .string("https://rws.example.com/api/v2/ops/contact-centers/\($0.id)")
                    }
                ),
            ]
        )
        let full = try await call(.get, "\(path)?fields=*")
        #expect(full["contactCenters", "1", "domain"] == "Other")
        #expect(full["contactCenters", "1", "features"] == ["/api/api-supervisor-recording"])
    }

    @Test func `gives pages where a limit is asked for`() async throws {
        let first = try await call(.get, "\(path)?limit=1&fields=*")
        #expect(first["contactCenters"]?.elements?.count == 1)
        let next = try #require(first["next"]?.text)
        let second = try await call(.get, String(next.dropFirst("https://rws.example.com".count)))
        #expect(second["contactCenters", "0", "domain"] == "Other")
        #expect(second["next"] == nil)
        let prev = try #require(second["prev"]?.text)
        let again = try await call(.get, String(prev.dropFirst("https://rws.example.com".count)))
        #expect(again["contactCenters"] == first["contactCenters"])
        #expect(again["next"] == first["next"])
        #expect(again["prev"] == nil)
    }

    @Test func `keeps one from first to last`() async throws {
        let added = try await call(.post, path, #"{"domain":"New","configurationServerUsers":true}"#)
        #expect(added.status == 201)
        let id = try #require(added["id"]?.text)
        #expect(id.count == 32)
        #expect(added.headers[.location] == added["uri"]?.text)
        #expect(try await call(.put, "\(path)/\(id)", #"{"domain":"Newer"}"#).status == 200)
        let read = try await call(.get, "\(path)/\(id)")
        #expect(read["contactCenter", "domain"] == "Newer")
        #expect(read["contactCenter", "configurationServerUsers"] == true)
        let taken = try await call(.post, path, #"{"domain":"NEWER"}"#)
        #expect(taken.status == 409)
        #expect(taken.code == 18)
    }

    @Test func `switches features on and off`() async throws {
        let features = "\(path)/\(TestAPI.contactCenter.id)/features"
        // Mixed styles are in the guide itself.
        let body =
            #"{"uris":["/api/api-voice-recording","/api/api-supervisor-recording","schema-elasticsearch-v2-call-recording"]}"#
        #expect(try await call(.post, features, body).json == ["statusCode": 0])
        #expect(
            try await call(.get, features)["uris"] == [
                "/api/api-supervisor-recording", "/api/api-voice-recording", "schema-elasticsearch-v2-call-recording",
            ]
        )
        #expect(try await call(.delete, features, #"{"uris":["/api/api-voice-recording"]}"#).status == 200)
        #expect(try await call(.get, features)["uris"]?.elements?.count == 2)
        #expect(try await call(.post, features, "{}").code == 1)
        #expect(try await call(.post, features, #"{"uris":[1]}"#).code == 2)
    }

    @Test func `has room for recordings from the start`() async throws {
        let recordings = "\(path)/\(TestAPI.contactCenter.id)/recordings"
        #expect(try await call(.post, recordings, #"{"operationName":"createCRCF"}"#).json == ["statusCode": 0])
        let other = try await call(.post, recordings, #"{"operationName":"x"}"#)
        #expect(other.status == 400)
        #expect(
            other.json == [
                "statusCode": 2,
                "statusMessage": "Parameter 'operationName' is invalid: The specified value is not within valid range",
            ]
        )
    }

    @Test func `does not know others`() async throws {
        for more in ["", "/features"] {
            let answer = try await call(.get, "\(path)/none\(more)")
            #expect(answer.status == 404)
            #expect(answer.code == 6)
        }
    }

    @Test(arguments: [
        #"{"domain":"example.com"}"#, #"{"domain":""}"#, #"{"domain":" "}"#, #"{"domain":"x "}"#,
        #"{"domain":"\u202ex"}"#, #"{"domain":1}"#, "{}",
    ])
    func `refuses names that are none`(body: String) async throws {
        #expect(try await call(.post, path, body).status == 400)
    }

    @Test func `is the operations account's alone`() async throws {
        for principal in [nil, TestAPI.admin, TestAPI.user(Set(Role.allCases))] {
            let answer = try await api.call(.get, path, as: principal)
            #expect(answer.status == (principal == nil ? 401 : 403))
        }
    }
}
