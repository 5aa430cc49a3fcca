import FoundationEssentials
import GIRStore
import HTTPTypes
import Testing

@testable import GIRServer

private typealias HTTPMethod = HTTPRequest.Method

extension TestAPI {
    /// What a recorder sends.
    static func body(
        _ id: String,
        start: String = "2015-09-10T16:58:22.000+0000",
        caller: String = "5555555555",
        agent: String = "anna",
        more: String = ""
    ) -> String {
        #"{"id":"\#(id)","callerPhoneNumber":"\#(caller)","dialedPhoneNumber":"8000","startTime":"\#(start)","#
            + #""mediaFiles":[{"mediaId":"\#(id)_a.mp3","mediaUri":"https://dav.internal/\#(id).mp3","type":"audio/mp3","#
            + #""duration":"4000","size":"12345","parameters":{"agentId":"\#(agent)"}}]\#(more)}"#
    }

    func insert(_ body: String, of contactCenter: String = TestAPI.contactCenter.id) async throws -> Answer {
        let path = "/internal-api/contact-centers/\(contactCenter)/recordings"
        return try await call(.post, path, as: TestAPI.operations, body)
    }
}

@Suite struct `The insertion of recordings` {
    @Test func `makes a recording that clients see with addresses of this server`() async throws {
        let api = try await TestAPI()
        let inserted = try await api.insert(
            TestAPI.body("011AP643CSAPR4FKQGQE31TAES00029V", more: #","tenant":"Sample""#)
        )
        #expect(inserted.status == 201, "\(inserted.body)")
        let path = "/recordings/011AP643CSAPR4FKQGQE31TAES00029V"
        #expect(inserted.headers[.location] == "https://rws.example.com/api/v2\(path)")
        let read = try await api.call(.get, "/api/v2\(path)")
        let play = "\(path)/play/011AP643CSAPR4FKQGQE31TAES00029V_a.mp3"
        #expect(
            read["recording"] == [
                "id": "011AP643CSAPR4FKQGQE31TAES00029V", "callerPhoneNumber": "5555555555",
                "dialedPhoneNumber": "8000",
                "startTime": "2015-09-10T16:58:22.000+0000", "stopTime": "2015-09-10T16:58:22.000+0000",
                "tenant": "Sample", "nonDeletion": false, "labels": [], "path": .string(path),
                "uri": .string("https://rws.example.com/api/v2\(path)"),
                "mediaFiles": [
                    [
                        "mediaId": "011AP643CSAPR4FKQGQE31TAES00029V_a.mp3", "type": "audio/mp3", "duration": "4000",
                        "size": "12345", "parameters": ["agentId": "anna"], "mediaPath": .string(play),
                        "playPath": .string(play), "mediaUri": .string("https://rws.example.com/api/v2\(play)"),
                    ]
                ],
            ]
        )
        #expect(!read.body.contains("dav.internal"))
    }

    @Test func `keeps what it does not know, and gives numbers of files as the texts that they are documented as`()
        async throws
    {
        let api = try await TestAPI()
        let body =
            #"{"id":"a","startTime":"2015-09-10T16:58:22Z","more":[1],"eventHistory":[{"event":"x"}],"parameters":{"a":1},"#
            + #""mediaFiles":[{"mediaId":"x","duration":4000,"size":"","parameters":null,"other":true}]}"#
        for status in [201, 200] { #expect(try await api.insert(body).status == status) }
        let read = try await api.call(.get, "/api/v2/recordings/a")["recording"]
        #expect(read?.members?["more"] == [.integer(1)])
        #expect(read?.members?["eventHistory"] == [["event": "x"]])
        #expect(read?.members?["parameters"] == ["a": .integer(1)])
        let file = read?.members?["mediaFiles"]?.elements?.first?.members
        #expect(file?["duration"] == "4000")
        #expect(file?["size"] == "")
        #expect(file?["other"] == true)
    }

    @Test func `sent again is acknowledged again, with other contents refused`() async throws {
        let api = try await TestAPI()
        _ = try await api.insert(TestAPI.body("a"))
        let again = try await api.insert(TestAPI.body("a"))
        #expect(again.status == 200)
        #expect(again["path"] == "/recordings/a")
        let other = try await api.insert(TestAPI.body("a", caller: "1"))
        #expect(other.status == 409)
        #expect(other.code == 18)
        // A node of another region has the same store.
        let elsewhere = try await TestAPI(region: "EU", sharing: api.store)
        #expect(try await elsewhere.insert(TestAPI.body("a")).status == 200)
        #expect(try await elsewhere.insert(TestAPI.body("a", caller: "1")).status == 409)
    }

    @Test func `needs the feature, the contact center and the operations account`() async throws {
        let api = try await TestAPI()
        #expect(try await api.insert(TestAPI.body("a"), of: "none").status == 404)
        try await api.store.updateContactCenter(TestAPI.contactCenter.id) { $0.features = [] }
        let refused = try await api.insert(TestAPI.body("a"))
        #expect(refused.status == 403)
        #expect(refused.code == 3)
        let path = "/internal-api/contact-centers/\(TestAPI.contactCenter.id)/recordings"
        #expect(try await api.call(.post, path, TestAPI.body("a")).status == 403)
    }

    @Test(arguments: [
        ("{}", 1), (#"{"id":"a"}"#, 1), (#"{"id":"","startTime":"2015-09-10T16:58:22Z"}"#, 2),
        (#"{"id":"a/b","startTime":"2015-09-10T16:58:22Z"}"#, 2),
        (#"{"id":"..","startTime":"2015-09-10T16:58:22Z"}"#, 2),
        (#"{"id":"a","startTime":"yesterday"}"#, 2), (#"{"id":"a","startTime":1441904302}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22"}"#, 2), (#"{"id":"a","startTime":"2015-02-29T16:58:22Z"}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","stopTime":"2015-09-10T16:58:21Z"}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":{}}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{}]}"#, 1),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"../x"}]}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"x"},{"mediaId":"x"}]}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","callerPhoneNumber":5}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","parameters":"x"}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","eventHistory":{}}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","eventHistory":["x"]}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"x","parameters":[]}]}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"x","duration":true}]}"#, 2),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"x","size":{}}]}"#, 2),
        (
            #"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"x","mediaUri":"https://u:pw@h/x"}]}"#,
            2
        ),
        (#"{"id":"a","startTime":"2015-09-10T16:58:22Z","mediaFiles":[{"mediaId":"x","mediaPath":"//u@h"}]}"#, 2),
    ])
    func `refuses what makes no sense`(body: String, code: Int) async throws {
        let api = try await TestAPI()
        let answer = try await api.insert(body)
        #expect(answer.status == 400, "\(answer.body)")
        #expect(answer.code == .integer(code), "\(answer.body)")
    }
}

@Suite struct `The resource of recordings` {
    private func filled(_ api: TestAPI) async throws {
        for number in 0..<5 {
            let body = TestAPI.body(
                "r\(number)",
                start: "2026-01-0\(number + 1)T00:00:00Z",
                caller: number < 3 ? "+1 555 010\(number)" : "777",
                agent: number % 2 == 0 ? "anna@example.com" : "berta",
                more: #","region":"\#(number == 4 ? "west" : "east")""#
            )
            #expect(try await api.insert(body).status == 201)
        }
    }

    private func ids(_ answer: TestAPI.Answer) -> [String] {
        answer["uris"]?.elements?.compactMap { $0.text?.split(separator: "/").last.map(String.init) } ?? [answer.body]
    }

    @Test func `needs a condition, and knows no others than its own`() async throws {
        let api = try await TestAPI()
        for query in ["", "?limit=5", "?fields=*"] {
            let answer = try await api.call(.get, "/api/v2/recordings\(query)")
            #expect(answer.status == 400)
            #expect(answer.code == 1)
        }
        for query in [
            "callerPhoneNumber=*", "callerPhoneNumber=", "startTime=x", "startTime=/", "startTime=2026-01-02",
            "bogus=1",
            "callerPhoneNumber=1&callerPhoneNumber=2", "startTime=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z",
            "label=x&limit=0", "label=x&after=1", "label=x&after=1.1&before=1.1", "label=%ff",
            "startTime=2026-01-02T00:00:00Z/2026-01-03T00:00:00Z/2026-01-04T00:00:00Z",
        ] {
            let answer = try await api.call(.get, "/api/v2/recordings?\(query)")
            #expect(answer.status == 400, "\(query): \(answer.body)")
            #expect(answer.code == 2)
        }
    }

    @Test func `finds by number and time`() async throws {
        let api = try await TestAPI()
        try await filled(api)
        func find(_ query: String) async throws -> [String] {
            ids(try await api.call(.get, "/api/v2/recordings?\(query)"))
        }
        #expect(try await find("callerPhoneNumber=%2B1-555-0101") == ["r1"])
        #expect(try await find("callerPhoneNumber=1555*") == ["r2", "r1", "r0"])
        #expect(try await find("dialedPhoneNumber=8000&callerPhoneNumber=777") == ["r4", "r3"])
        #expect(try await find("startTime=2026-01-02T00:00:00Z/2026-01-03T00:00:00Z") == ["r2", "r1"])
        #expect(try await find("startTime=2026-01-04T00:00:00.000+0000/") == ["r4", "r3"])
        #expect(try await find("startTime=/2026-01-01T00:00:00.000%2B0000") == ["r0"])
        #expect(try await find("stopTime=2026-01-05T01:00:00%2B01:00") == ["r4"])
        #expect(try await find("agentId=berta") == ["r3", "r1"])
        #expect(try await find("label=none") == [])
        let full = try await api.call(.get, "/api/v2/recordings?agentId=berta&fields=*")
        #expect(full["recordings", "1", "id"] == "r1")
        #expect(full["uris"] == nil)
    }

    @Test func `gives pages with addresses of the ones beside`() async throws {
        let api = try await TestAPI()
        try await filled(api)
        func page(_ address: JSONValue?) async throws -> TestAPI.Answer {
            let address = try #require(address?.text)
            #expect(address.hasPrefix("https://rws.example.com/api/v2/recordings?"))
            return try await api.call(.get, String(address.dropFirst("https://rws.example.com".count)))
        }
        let first = try await api.call(.get, "/api/v2/recordings?dialedPhoneNumber=8000&limit=2")
        #expect(ids(first) == ["r4", "r3"])
        #expect(first["prev"] == nil)
        let second = try await page(first["next"])
        #expect(ids(second) == ["r2", "r1"])
        let third = try await page(second["next"])
        #expect(ids(third) == ["r0"])
        #expect(third["next"] == nil)
        #expect(ids(try await page(third["prev"])) == ["r2", "r1"])
        #expect(ids(try await page(second["prev"])) == ["r4", "r3"])
    }

    @Test func `shows agents what they took part in, and nobody what is another contact center's`() async throws {
        let api = try await TestAPI()
        try await filled(api)
        let anna = TestAPI.user([.agent], id: "anna")
        #expect(
            ids(try await api.call(.get, "/api/v2/recordings?dialedPhoneNumber=8000", as: anna)) == ["r4", "r2", "r0"]
        )
        #expect(try await api.call(.get, "/api/v2/recordings/r2", as: anna).status == 200)
        let foreign = try await api.call(.get, "/api/v2/recordings/r1", as: anna)
        #expect(foreign.status == 404)
        #expect(
            foreign.json == ["statusCode": 6, "statusMessage": "Requested recording [r1] cannot be found."]
        )
        let other = TestAPI.user([.admin], of: TestAPI.other.id)
        #expect(ids(try await api.call(.get, "/api/v2/recordings?dialedPhoneNumber=8000", as: other)) == [])
        #expect(try await api.call(.get, "/api/v2/recordings/r1", as: other).status == 404)
        #expect(try await api.call(.delete, "/api/v2/recordings/r1", as: other).status == 404)
        #expect(try await api.call(.get, "/api/v2/recordings/r1", as: TestAPI.user([.supervisor])).status == 200)
    }

    @Test func `of another region are as if they were not there`() async throws {
        let api = try await TestAPI(region: "west")
        try await filled(api)
        #expect(ids(try await api.call(.get, "/api/v2/recordings?dialedPhoneNumber=8000")) == ["r4"])
        #expect(try await api.call(.get, "/api/v2/recordings/r4").status == 200)
        for method: HTTPMethod in [.get, .delete] {
            #expect(try await api.call(method, "/api/v2/recordings/r1").status == 404)
        }
    }

    @Test func `without a region are the node's, and those of others are kept for nodes of theirs`() async throws {
        let api = try await TestAPI(region: "west")
        let path = "/internal-api/contact-centers/\(TestAPI.contactCenter.id)/recordings"
        for (id, region) in [
            ("own", ""), ("none", #","region":"""#), ("west", #","region":"west""#), ("east", #","region":"east""#),
        ] {
            let body = #"{"id":"\#(id)","startTime":"2026-01-01T00:00:00Z"\#(region)}"#
            #expect(try await api.call(.post, path, as: TestAPI.operations, body).status == 201)
            // What a recorder sends again because an answer was lost is the same.
            #expect(try await api.call(.post, path, as: TestAPI.operations, body).status == 200)
            let read = try await api.call(.get, "/api/v2/recordings/\(id)")
            #expect(read.status == (id == "east" ? 404 : 200))
            if id != "east" { #expect(read["recording", "region"] == "west") }
        }
        #expect(try await api.store.recording("east", of: TestAPI.contactCenter.id)?.region == "east")
        #expect(
            ids(try await api.call(.get, "/api/v2/recordings?startTime=2026-01-01T00:00:00Z/")).sorted() == [
                "none", "own", "west",
            ]
        )
    }

    @Test func `are deleted by admins and by the operations account, unless they are protected`() async throws {
        let api = try await TestAPI()
        try await filled(api)
        func operate(_ operation: String, as principal: Principal = TestAPI.admin) async throws -> TestAPI.Answer {
            try await api.call(
                .post,
                "/api/v2/recordings/r1",
                as: principal,
                #"{"operationName":"\#(operation)"}"#
            )
        }
        #expect(try await operate("applyNonDelete").json == ["statusCode": 0])
        #expect(try await api.call(.get, "/api/v2/recordings/r1")["recording", "nonDeletion"] == true)
        let ops = "/api/v2/ops/contact-centers/\(TestAPI.contactCenter.id)/recordings"
        for (path, principal) in [("/api/v2/recordings", TestAPI.admin), (ops, TestAPI.operations)] {
            let refused = try await api.call(.delete, "\(path)/r1", as: principal)
            #expect(refused.status == 403)
            #expect(refused.code == 3)
        }
        #expect(try await operate("unapplyNonDelete").status == 200)
        #expect(try await api.call(.delete, "/api/v2/recordings/r1", as: TestAPI.user([.supervisor])).status == 403)
        #expect(try await api.call(.delete, "/api/v2/recordings/r1").json == ["statusCode": 0])
        #expect(try await api.call(.delete, "\(ops)/r2", as: TestAPI.operations).status == 200)
        for id in ["r1", "r2"] { #expect(try await api.call(.get, "/api/v2/recordings/\(id)").status == 404) }
        #expect(try await api.call(.delete, "/api/v2/recordings/r1").status == 404)
        let unknown = try await operate("x")
        #expect(unknown.status == 400)
        #expect(
            unknown.message == "Parameter 'operationName' is invalid: The specified value is not within valid range"
        )
    }

    @Test func `are protected by who has the permission`() async throws {
        let api = try await TestAPI()
        try await filled(api)
        for (operation, permission) in [
            ("applyNonDelete", RecordingPermission.applyNonDeletion), ("unapplyNonDelete", .unapplyNonDeletion),
        ] {
            func operate(_ permissions: Set<RecordingPermission>) async throws -> TestAPI.Answer {
                let user = TestAPI.user([.supervisor], permissions: permissions)
                return try await api.call(
                    .post,
                    "/api/v2/recordings/r1",
                    as: user,
                    #"{"operationName":"\#(operation)"}"#
                )
            }
            let refused = try await operate(Set(RecordingPermission.allCases).subtracting([permission]))
            #expect(refused.status == 403)
            #expect(refused.json == ["statusCode": 3, "statusMessage": "Insufficient recording permissions."])
            #expect(try await operate([permission]).status == 200)
        }
        #expect(
            try await api.call(.post, "/api/v2/recordings/none", #"{"operationName":"applyNonDelete"}"#).status == 404
        )
    }
}

@Suite struct `Moments of the API` {
    @Test(arguments: [
        ("2015-09-10T16:58:22.000+0000", 1_441_904_302.0), ("2015-09-10T16:58:22Z", 1_441_904_302),
        ("2015-09-10T18:58:22.5+02:00", 1_441_904_302.5), ("2015-09-10T11:58:22.125-0500", 1_441_904_302.125),
        ("2000-02-29T00:00:00Z", 951_782_400), ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -0.001),
        ("2015-09-10T16:58:22.000 0000", 1_441_904_302), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `are read with their zone`(text: String, seconds: Double) throws {
        let moment = try #require(RecordingTime.moment(text))
        #expect(moment == Date(timeIntervalSince1970: seconds))
        #expect(RecordingTime.moment(RecordingTime.text(moment)) == moment)
    }

    @Test(arguments: [
        "", "2015", "2015-09-10", "2015-09-10T16:58", "2015-09-10T16:58:22", "2015-13-10T16:58:22Z",
        "2015-02-29T16:58:22Z", "1900-02-29T16:58:22Z", "2015-09-10T24:00:00Z", "2015-09-10T16:60:22Z",
        "2015-09-10T16:58:60Z", "2015-09-10T16:58:22.Z", "2015-09-10T16:58:22.1234567890Z", "2015-09-10T16:58:22+",
        "2015-09-10T16:58:22+00", "2015-09-10T16:58:22+00:00x", "2015-09-10T16:58:22ZZ", "-015-09-10T16:58:22Z",
        "2015-09-10T16:58:22+2400", "1441904302", "٢٠١٥-09-10T16:58:22Z",
    ])
    func `are not read from other texts`(text: String) { #expect(RecordingTime.moment(text) == nil) }

    @Test func `of every day of four centuries are written as FoundationEssentials writes them`() {
        for day in stride(from: 0, to: 146_097, by: 61) {
            let moment = Date(timeIntervalSince1970: Double(day) * 86_400 + 12_345.5)
            let text = moment.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            #expect(RecordingTime.text(moment) == text.replacing("Z", with: "+0000"))
        }
    }
}
