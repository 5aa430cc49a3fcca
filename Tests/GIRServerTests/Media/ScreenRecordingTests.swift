import FoundationEssentials
import GIRLinks
import GIRPKI
import GIRStore
import GIRTestSupport
import HTTPTypes
import Testing

@testable import GIRServer

/// Uploads to a real apache2 with mod_dav.
@Suite(.enabled(if: WebDAVServer.isThere || Tool.required), .timeLimit(.minutes(3)))
struct `Recordings of screens` {
    private let pki: TestPKI
    private let server: WebDAVServer
    private let api: TestAPI
    private static let all = "/api/v2/screen-recordings"

    init() async throws {
        pki = try TestPKI(now: Date(timeIntervalSince1970: 1_790_000_000))
        server = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        var peers = MediaPeers()
        peers.webDAV.verifier = .trust(TrustEvaluator(anchors: [pki.root.certificate]), nameRule: .https)
        peers.webDAV.limits.connectionsPerPeer = 4
        api = try await TestAPI(region: "US", media: peers)
    }

    private func setStorage(location: String = "", at address: String? = nil) async throws {
        let credential: JSONValue = [
            "userName": .string(WebDAVServer.user), "password": .string(WebDAVServer.password),
            "storagePath": .string(address ?? server.address),
        ]
        let setting: JSONValue = [
            "name": "storage", "location": .string(location),
            "value": [["storageType": "webDAV", "active": true, "credential": credential]],
        ]
        let answer = try await api.call(.post, "/api/v2/settings/screen-recording", setting.json)
        try #require(answer.status == 201, "\(answer.body)")
    }

    private func form(_ metadata: String, _ file: String, end: String = "--") -> String {
        "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n\(metadata)\r\n--b\r\nContent-Disposition: "
            + "form-data; name=\"file\"; filename=\"s.mp4\"\r\nContent-Type: video/mp4\r\n\r\n\(file)\r\n--b\(end)"
    }

    private func send(
        _ metadata: String,
        _ file: String = "pictures",
        as principal: Principal? = TestAPI.user([.supervisor]),
        end: String = "--"
    ) async throws -> TestAPI.Answer {
        try await api.call(
            .post,
            Self.all,
            as: principal,
            form(metadata, file, end: end),
            type: "multipart/form-data; boundary=b"
        )
    }

    private func files() throws -> [String] {
        let day = "screen-recordings/2026-09-21"
        return try FileManager.default.contentsOfDirectory(atPath: server.folder(day)).sorted()
    }

    @Test func `go to the storage and come back, in part too`() async throws {
        try await setStorage()
        let pictures = String(repeating: "0123456789", count: 20_000)
        try await server.run {
            let sent = try await send(#"{"id":"s1","startTime":"2026-01-01T00:00:00Z"}"#, pictures)
            #expect(sent.status == 201)
            #expect(sent.headers[.location] == "https://rws.example.com/api/v2/screen-recordings/s1")
            #expect(try files().count == 1)
            let content = "\(Self.all)/s1/content"
            let whole = try await api.call(.get, content)
            #expect(whole.status == 200)
            #expect(whole.body == pictures)
            #expect(whole.headers[.contentType] == "video/mp4")
            let part = try await api.call(.get, content, headers: [.range: "bytes=3-5"])
            #expect(part.status == 206)
            #expect(part.body == "345")
            // It is a recording as any other.
            #expect(try await api.call(.get, "/api/v2/recordings/s1/play/s1.mp4").body == pictures)
            let read = try await api.call(.get, "\(Self.all)/s1")
            #expect(read["screenRecording", "mediaFiles", "0", "size"] == "200000")
            #expect(read["screenRecording", "region"] == "US")
            #expect(read["screenRecording", "uploadedBy"] == "caller@example.com")
            #expect(read["screenRecording", "contentPath"] == "/screen-recordings/s1/content")
            #expect(!read.body.contains("localhost"))
            #expect(try await api.call(.delete, "\(Self.all)/s1").status == 200)
            #expect(try files().isEmpty)
            #expect(try await api.call(.get, content).status == 404)
        }
    }

    @Test func `are for who sent them and for supervisors, of their contact center`() async throws {
        try await setStorage()
        try await server.run {
            let made = try await send(#"{"startTime":"2026-01-01T00:00:00Z"}"#, as: TestAPI.user([.agent]))
            #expect(made.status == 201)
            let id = try #require(made["id"]?.text)
            #expect(id.count == 32)
            let rows: [(Principal?, Int)] = [
                (TestAPI.user([.agent]), 200), (TestAPI.user([.supervisor], id: "x"), 200),
                (TestAPI.user([.agent], id: "x"), 404), (TestAPI.user([.admin], of: TestAPI.other.id), 404),
                (TestAPI.operations, 403), (nil, 401),
            ]
            for (principal, status) in rows {
                for path in ["\(Self.all)/\(id)", "\(Self.all)/\(id)/content"] {
                    let answer = try await api.call(.get, path, as: principal)
                    #expect(answer.status == status, "\(path)")
                }
            }
            #expect(try await send(#"{"startTime":"2026-01-01T00:00:00Z"}"#, as: TestAPI.operations).status == 403)
            #expect(try await send(#"{"startTime":"2026-01-01T00:00:00Z"}"#, as: nil).status == 401)
            #expect(try await api.call(.delete, "\(Self.all)/\(id)", as: TestAPI.user([.agent])).status == 403)
        }
    }

    @Test func `are of the agent who sent them, whomever they name, and of those whom a supervisor names`() async throws
    {
        try await setStorage()
        func metadata(_ id: String) -> String {
            """
            {"id":"\(id)","startTime":"2026-01-01T00:00:00Z","userName":"bob","parameters":{"agentId":"bob"},\
            "eventHistory":[{"contact":{"userName":"bob"}}]}
            """
        }
        let ids = [UUID(), UUID()].map { "\($0)" }
        let bob = TestAPI.user([.agent], id: "bob")
        try await server.run {
            for (id, sender, isBobs) in [
                (ids[0], TestAPI.user([.agent]), false), (ids[1], TestAPI.user([.supervisor]), true),
            ] {
                #expect(try await send(metadata(id), as: sender).status == 201)
                #expect(try await api.call(.get, "\(Self.all)/\(id)", as: bob).status == (isBobs ? 200 : 404))
                let named = try await api.call(.get, "\(Self.all)?agentId=bob")
                #expect(named.body.contains(id) == isBobs)
                let read = try await api.call(.get, "\(Self.all)/\(id)", as: TestAPI.admin)
                let seen = [
                    read["screenRecording", "userName"], read["screenRecording", "parameters", "agentId"],
                    read["screenRecording", "eventHistory", "0", "contact", "userName"],
                ]
                #expect(seen == Array(repeating: isBobs ? "bob" : "caller@example.com", count: 3))
            }
        }
    }

    @Test func `are found beside calls, with the call that they belong to`() async throws {
        try await setStorage()
        try await server.run {
            let call = """
                {"id":"c1","startTime":"2026-01-01T00:00:00Z","region":"US","mediaFiles":[{"mediaId":"m",\
                "startTime":"2026-01-01T00:00:00Z","parameters":{"agentId":"caller"}}]}
                """
            let insert = "/internal-api/contact-centers/\(TestAPI.contactCenter.id)/recordings"
            #expect(try await api.call(.post, insert, as: TestAPI.operations, call).status == 201)
            for (id, more) in [("s1", #","recordingId":"c1""#), ("s2", "")] {
                let metadata = #"{"id":"\#(id)","startTime":"2026-01-01T00:00:01Z"\#(more)}"#
                #expect(try await send(metadata).status == 201)
            }
            // Of calls that are not his, an agent learns nothing, and does nothing to them; nor by the ids of others.
            let (own, foreign) = ("\(UUID())", String(repeating: "a", count: 32))
            for (id, sender, call) in [(own, "caller", "c1"), (foreign, "x", "c1"), ("\(UUID())", "x", "none")] {
                let metadata = #"{"id":"\#(id)","startTime":"2025-01-01T00:00:01Z","recordingId":"\#(call)"}"#
                #expect(try await send(metadata, as: TestAPI.user([.agent], id: sender)).status == 201)
            }
            for id in ["c1", "s1", "free"] {
                let metadata = #"{"id":"\#(id)","startTime":"2026-01-01T00:00:01Z"}"#
                let refused = try await send(metadata, as: TestAPI.user([.agent], id: "x"))
                #expect(refused.status == 400)
                #expect(refused.code == 2)
            }
            func found(
                _ path: String,
                _ query: String,
                _ principal: Principal = TestAPI.admin
            ) async throws -> Set<String> {
                let answer = try await api.call(.get, "/api/v2/\(path)?\(query)", as: principal)
                return Set(
                    (answer["uris"]?.elements ?? []).compactMap { $0.text?.split(separator: "/").last }.map { "\($0)" }
                )
            }
            #expect(try await found("screen-recordings", "startTime=2026-01-01T00:00:00Z/") == ["s1", "s2"])
            #expect(try await found("screen-recordings", "recordingId=c1") == ["s1", own])
            #expect(try await found("screen-recordings", "recordingId=none").isEmpty)
            let x = TestAPI.user([.agent], id: "x")
            #expect(try await found("screen-recordings", "recordingId=c1", x).isEmpty)
            #expect(try await found("screen-recordings", "agentId=x", x).contains(foreign))
            #expect(try await found("recordings", "startTime=2026-01-01T00:00:00Z/") == ["c1", "s1", "s2"])
            #expect(try await api.call(.get, Self.all).code == 1)
            #expect(try await api.call(.get, "\(Self.all)/c1").status == 404)
            let read = try await api.call(.get, "/api/v2/recordings/c1")
            let screens = ["s1", own].map { JSONValue.string("https://rws.example.com/api/v2/screen-recordings/\($0)") }
            #expect(read["recording", "screenRecordings"]?.elements == screens)
            // What holds for the call holds for its screens.
            let protect = #"{"operationName":"applyNonDelete"}"#
            #expect(try await api.call(.post, "/api/v2/recordings/c1", protect).status == 200)
            #expect(try await api.call(.delete, "\(Self.all)/s1").status == 403)
            #expect(try await api.call(.delete, "\(Self.all)/\(own)").status == 403)
            #expect(try await api.call(.delete, "\(Self.all)/\(foreign)").status == 200)
            #expect(try await api.call(.delete, "\(Self.all)/s2").status == 200)
            _ = try await api.call(.post, "/api/v2/recordings/c1", protect.replacing("apply", with: "unapply"))
            #expect(try await api.call(.delete, "\(Self.all)/s1").status == 200)
        }
    }

    /// A recording of a screen without a file.
    private func addScreen(_ id: String, of call: String, at second: Double, by agent: String? = nil) async throws {
        let moment = Date(timeIntervalSince1970: 1_780_000_000 + second)
        let belonging = agent.map { Recording.Mark.screen(of: call, claimedBy: $0) } ?? Recording.Mark.screen(of: call)
        try await api.store.add(
            Recording(
                id: id,
                contactCenter: TestAPI.contactCenter.id,
                region: "US",
                start: moment,
                stop: moment,
                agents: [Recording.Mark.screen, Recording.Mark.screen(during: call), belonging],
                document: "{}"
            )
        )
    }

    private func addCall(_ id: String, agents: Set<String> = []) async throws {
        let moment = Date(timeIntervalSince1970: 1_780_000_000)
        try await api.store.add(
            Recording(
                id: id,
                contactCenter: TestAPI.contactCenter.id,
                region: "US",
                start: moment,
                stop: moment,
                agents: agents,
                document: "{}"
            )
        )
    }

    private func isProtected(_ id: String) async throws -> Bool? {
        try await api.store.recording(id, of: TestAPI.contactCenter.id)?.isProtected
    }

    @Test func `of a call are not pushed out by those that agents only say to be of it`() async throws {
        try await addCall("c1", agents: ["anna"])
        try await addScreen("s1", of: "c1", at: 0)
        try await addScreen("s2", of: "c1", at: 1, by: "anna")
        for number in 1...100 { try await addScreen("x\(number)", of: "c1", at: 1 + Double(number), by: "x") }
        let read = try await api.call(.get, "/api/v2/recordings/c1")
        let screens = ["s2", "s1"].map { JSONValue.string("https://rws.example.com/api/v2/screen-recordings/\($0)") }
        #expect(read["recording", "screenRecordings"]?.elements == screens)
        let protect = #"{"operationName":"applyNonDelete"}"#
        #expect(try await api.call(.post, "/api/v2/recordings/c1", protect).status == 200)
        for (id, expected) in [("s1", true), ("s2", true), ("x1", false), ("x100", false)] {
            #expect(try await isProtected(id) == expected, "\(id)")
        }
    }

    @Test func `are not protected with a call that cannot be`() async throws {
        try await addCall("c1")
        try await addScreen("s1", of: "c1", at: 0)
        try await api.store.mark(RemovalMark(), of: "c1", in: TestAPI.contactCenter.id, takingOver: false)
        let protect = #"{"operationName":"applyNonDelete"}"#
        #expect(try await api.call(.post, "/api/v2/recordings/c1", protect).status == 409)
        #expect(try await isProtected("s1") == false)
    }

    @Test func `have no screens of their own`() async throws {
        try await addScreen("s1", of: "c1", at: 0, by: "x")
        try await addScreen("s2", of: "s1", at: 0, by: "x")
        try await addScreen("s3", of: "s1", at: 0)
        #expect(try await api.call(.get, "/api/v2/screen-recordings?recordingId=s1")["uris"]?.elements == [])
        let protect = #"{"operationName":"applyNonDelete"}"#
        #expect(try await api.call(.post, "/api/v2/recordings/s1", protect).status == 200)
        #expect(try await isProtected("s1") == true)
        for id in ["s2", "s3"] { #expect(try await isProtected(id) == false) }
    }

    @Test func `of a call that is protected are protected when they come, but for those of others`() async throws {
        try await setStorage()
        _ = try await api.insert(
            #"{"id":"hold","startTime":"2026-01-01T00:00:00Z","parameters":{"agentId":"caller@example.com"}}"#
        )
        let protect = #"{"operationName":"applyNonDelete"}"#
        #expect(try await api.call(.post, "/api/v2/recordings/hold", protect).status == 200)
        let agent = TestAPI.user([.agent])
        let stranger = TestAPI.user([.agent], id: "stranger")
        try await server.run {
            for (id, sender) in [("1", TestAPI.user([.supervisor])), ("2", agent), ("3", stranger)] {
                let id = String(repeating: id, count: 32)
                let metadata = #"{"id":"\#(id)","recordingId":"hold","startTime":"2026-01-01T00:00:00Z"}"#
                #expect(try await send(metadata, as: sender).status == 201)
                let screen = try await api.call(.get, "\(Self.all)/\(id)")
                #expect(screen["screenRecording", "nonDeletion"] == .bool(sender.id != stranger.id), "\(screen.body)")
            }
        }
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required))
    func `for which their server has no room are told so`() async throws {
        let peer = try MediaPeer(pki.server())
        try await setStorage(at: "\(peer.address)/full")
        try await peer.run { _ in
            let answer = try await send(#"{"id":"s1","startTime":"2026-01-01T00:00:00Z"}"#)
            #expect(answer.status == 507)
            #expect(answer.json == ["statusCode": 4, "statusMessage": "A server behind this one has no room left."])
            #expect(api.log.all.contains { $0.contains("code=status-507") && $0.contains("link=webDAV") })
        }
    }

    @Test(arguments: ["[1]", "true", "{}", "-1", "1.5"])
    func `have a duration that is a number of milliseconds`(duration: String) async throws {
        try await setStorage()
        let answer = try await send(#"{"startTime":"2026-01-01T00:00:00Z","duration":\#(duration)}"#)
        #expect(answer.status == 400)
        #expect(answer.code == 2)
        #expect(answer.message.hasPrefix("Parameter 'duration' is invalid"))
    }

    @Test func `leave nothing behind where they are refused`() async throws {
        let metadata = #"{"id":"s1","startTime":"2026-01-01T00:00:00Z"}"#
        // No storage is set.
        #expect(try await send(metadata).status == 403)
        try await setStorage(location: "/US")
        #expect(try await send(metadata).status == 403)
        // Nobody listens.
        let located = #"{"id":"s1","startTime":"2026-01-01T00:00:00Z","location":"/US/CA"}"#
        #expect(try await send(located).status == 503)
        // So nothing can have been left.
        #expect(!api.log.all.contains { $0.contains("media file") }, "\(api.log.all)")
        try await server.run {
            #expect(try await send(located).status == 201)
            #expect(try await send(located).status == 409)
            let rows: [(String, String, Int)] = [
                ("{}", "--", 400), ("no JSON", "--", 400), (#"{"startTime":"2026-01-01"}"#, "--", 400),
                (#"{"startTime":"2026-01-01T00:00:00Z","id":"a/b"}"#, "--", 400),
                (#"{"startTime":"2026-01-01T00:00:00Z","recordingId":"a/b"}"#, "--", 400),
                (located.replacing("s1", with: "s2"), "", 400), (located.replacing("s1", with: "s2"), "x", 400),
                (#"{"x":"\#(String(repeating: "x", count: 70_000))"}"#, "--", 413),
                (
                    located.replacing("s1", with: "s2"),
                    "\r\nContent-Disposition: form-data; name=\"more\"\r\n\r\nx\r\n--b--", 400
                ),
            ]
            for (metadata, end, status) in rows {
                let answer = try await send(metadata, end: end)
                #expect(answer.status == status, "\(metadata.prefix(80)) \(answer.body)")
            }
            #expect(try files().count == 1)
            let json = try await api.call(.post, Self.all, metadata)
            #expect(json.status == 415)
            #expect(json.message == "The request body must be multipart/form-data.")
            let order = form(located, "x").replacing("name=\"file\"", with: "name=\"other\"")
            let other = try await api.call(.post, Self.all, order, type: "multipart/form-data; boundary=b")
            #expect(other.status == 400)
        }
    }
}
