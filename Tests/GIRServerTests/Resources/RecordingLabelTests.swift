import GIRStore
import HTTPTypes
import Testing

@testable import GIRServer

@Suite struct `Labels of recordings` {
    private let api: TestAPI
    private let definitions = "/api/v2/recording-label-definitions"
    private let labels = "/api/v2/recordings/a/labels"

    init() async throws {
        api = try await TestAPI()
        for id in ["a", "b"] { _ = try await api.insert(TestAPI.body(id)) }
    }

    @Test func `have definitions page by page`() async throws {
        for name in ["b", "a b", "c"] {
            #expect(try await api.call(.post, definitions, #"{"name":"\#(name)"}"#).status == 201)
        }
        let first = try await api.call(.get, "\(definitions)?limit=2")
        let root = "https://rws.example.com"
        #expect(first["uris"] == .array(["a%20b", "b"].map { .string("\(root)\(definitions)/\($0)") }))
        let next = try #require(first["next"]?.text)
        let second = try await api.call(.get, String(next.dropFirst(root.count)))
        #expect(second["uris"] == .array([.string("\(root)\(definitions)/c")]))
        #expect(second["next"] == nil)
        let prev = try #require(second["prev"]?.text)
        #expect(try await api.call(.get, String(prev.dropFirst(root.count)))["uris"] == first["uris"])
    }

    @Test(arguments: ["a/b", "100%", "a;b", "a\\b", ".", "..", "__a", "ä"])
    func `have no definition with a name that no path can have`(name: String) async throws {
        let body: JSONValue = ["name": .string(name)]
        #expect(try await api.call(.post, definitions, body.json).status == 400)
    }

    @Test func `have definitions`() async throws {
        let added = try await api.call(.post, definitions, #"{"name":"training"}"#)
        #expect(added.status == 201)
        #expect(added["uri"] == "https://rws.example.com/api/v2/recording-label-definitions/training")
        let one = try await api.call(.get, "\(definitions)/training")
        #expect(one["recordingLabelDefinition", "displayName"] == "training")
        #expect(one["recordingLabelDefinition", "description"] == "")
        #expect(
            try await api.call(.put, "\(definitions)/training", #"{"displayName":"T","description":"D"}"#).status == 200
        )
        let all = try await api.call(.get, "\(definitions)?fields=*")
        #expect(all["recordingLabelDefinitions", "0", "displayName"] == "T")
        let taken = try await api.call(.post, definitions, #"{"name":"training"}"#)
        #expect(taken.status == 409)
        #expect(try await api.call(.post, definitions, #"{"name":"Training"}"#).status == 201)
        #expect(try await api.call(.put, "\(definitions)/training", #"{"name":"x"}"#).code == 11)
        #expect(try await api.call(.delete, "\(definitions)/training").json == ["statusCode": 0])
        #expect(try await api.call(.delete, "\(definitions)/training").status == 404)
    }

    @Test(arguments: [
        ("{}", 1), (#"{"name":""}"#, 2), (#"{"name":"__x"}"#, 2), (#"{"name":"é"}"#, 2), (#"{"name":1}"#, 2),
    ])
    func `have names of ASCII`(body: String, code: Int) async throws {
        let answer = try await api.call(.post, definitions, body)
        #expect(answer.status == 400)
        #expect(answer.code == .integer(code))
    }

    @Test func `are put on, changed, read and taken off`() async throws {
        _ = try await api.call(.post, definitions, #"{"name":"training"}"#)
        #expect(try await api.call(.post, labels, #"{"name":"none"}"#).status == 404)
        let put = try await api.call(.post, labels, #"{"name":"training","value":"1"}"#)
        #expect(put.status == 201)
        #expect(try await api.call(.post, labels, #"{"name":"training"}"#).status == 409)
        #expect(try await api.call(.put, "\(labels)/training", #"{"value":"2"}"#).status == 200)
        #expect(try await api.call(.get, labels)["labels"] == [["name": "training", "value": "2"]])
        #expect(try await api.call(.put, "\(labels)/training", "{}").status == 200)
        #expect(try await api.call(.get, "\(labels)/training")["label", "value"] == "2")
        #expect(try await api.call(.get, "/api/v2/recordings/a")["recording", "labels", "0", "name"] == "training")
        #expect(try await api.call(.get, "/api/v2/recordings?label=training")["uris"]?.elements?.count == 1)
        let inUse = try await api.call(.delete, "\(definitions)/training")
        #expect(inUse.status == 409)
        #expect(inUse.code == 19)
        #expect(try await api.call(.delete, "\(labels)/training").status == 200)
        #expect(try await api.call(.delete, "\(labels)/training").status == 404)
        #expect(try await api.call(.put, "\(labels)/training", "{}").status == 404)
        #expect(try await api.call(.get, "/api/v2/recordings/none/labels").status == 404)
    }

    @Test func `are put on many recordings at once`() async throws {
        _ = try await api.call(.post, definitions, #"{"name":"training"}"#)
        func operate(_ operation: String, _ ids: String, _ label: String = "training") async throws -> TestAPI.Answer {
            let body = #"{"operationName":"\#(operation)","ids":\#(ids),"label":{"name":"\#(label)"}}"#
            return try await api.call(.post, "/api/v2/recordings", body)
        }
        #expect(try await operate("addLabel", #"["a","b"]"#).json == ["statusCode": 0])
        #expect(try await api.call(.get, "/api/v2/recordings?label=training")["uris"]?.elements?.count == 2)
        let partial = try await operate("deleteLabel", #"["a","none"]"#)
        #expect(partial.status == 200)
        #expect(partial.code == 7)
        #expect(partial["failed"] == ["none"])
        #expect(try await operate("addLabel", #"["none"]"#).status == 404)
        #expect(try await operate("addLabel", #"["a"]"#, "none").status == 404)
        #expect(try await operate("addLabel", "[]").code == 1)
        #expect(try await operate("x", #"["a"]"#).code == 2)
    }

    @Test func `need a permission each, which admins do not need`() async throws {
        _ = try await api.call(.post, definitions, #"{"name":"training"}"#)
        _ = try await api.call(.post, labels, #"{"name":"training"}"#)
        let cases: [(RecordingPermission, HTTPRequest.Method, String, String?)] = [
            (.addLabelDefinition, .post, definitions, #"{"name":"other"}"#),
            (.addLabelDefinition, .put, "\(definitions)/other", "{}"),
            (.deleteLabelDefinition, .delete, "\(definitions)/other", nil),
            (.addLabel, .put, "\(labels)/training", #"{"value":"3"}"#),
            (
                .addLabel, .post, "/api/v2/recordings",
                #"{"operationName":"addLabel","ids":["b"],"label":{"name":"training"}}"#
            ),
            (.deleteLabel, .delete, "\(labels)/training", nil),
        ]
        for (permission, method, path, body) in cases {
            let others = Set(RecordingPermission.allCases).subtracting([permission])
            let refused = try await api.call(method, path, as: TestAPI.user([.supervisor], permissions: others), body)
            #expect(refused.status == 403, "\(permission)")
            #expect(refused.json == ["statusCode": 3, "statusMessage": "Insufficient recording permissions."])
            let done = try await api.call(
                method,
                path,
                as: TestAPI.user([.supervisor], permissions: [permission]),
                body
            )
            #expect((200..<300).contains(done.status), "\(permission): \(done.body)")
        }
    }
}
