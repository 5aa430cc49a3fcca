import FoundationEssentials
import GIRLinks
import GIRPKI
import GIRStore
import GIRTestSupport
import HTTPTypes
import Testing

@testable import GIRServer

/// Media behind the API: in a real apache2 with mod_dav, and at small servers that stand for the other peers.
@Suite(.enabled(if: WebDAVServer.isThere && Tool.python3.found || Tool.required), .timeLimit(.minutes(3)))
struct `Media of recordings` {
    private let pki: TestPKI
    private let server: WebDAVServer
    private let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 % 26 + 97) }

    init() throws {
        // The clock of the API under test.
        pki = try TestPKI(now: Date(timeIntervalSince1970: 1_790_000_000))
        server = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        try server.store(bytes, as: "US/a.mp3")
    }

    private func peers() -> MediaPeers {
        var peers = MediaPeers()
        let verifier = LinkVerifier.trust(TrustEvaluator(anchors: [pki.root.certificate]), nameRule: .https)
        peers.webDAV.verifier = verifier
        peers.recordingCryptoServer.verifier = verifier
        peers.speechMiner.verifier = verifier
        peers.recordingCryptoServer.limits.head = .milliseconds(500)
        return peers
    }

    private func api(region: String? = nil, _ peers: MediaPeers? = nil) async throws -> TestAPI {
        try await TestAPI(region: region, media: peers ?? self.peers())
    }

    private func set(_ api: TestAPI, _ group: String, _ body: JSONValue) async throws {
        let answer = try await api.call(.post, "/api/v2/settings/\(group)", body.json)
        try #require(answer.status == 201, "\(answer.body)")
    }

    private func setStorage(_ api: TestAPI, location: String = "", active: Bool = true, path: String = "") async throws
    {
        let credential: JSONValue = [
            "userName": .string(WebDAVServer.user), "password": .string(WebDAVServer.password),
            "storagePath": .string(server.address + path),
        ]
        try await set(
            api,
            "screen-recording",
            [
                "name": "storage", "location": .string(location),
                "value": [["storageType": "webDAV", "active": .bool(active), "credential": credential]],
            ]
        )
    }

    private func setSpeechMiner(_ api: TestAPI, _ address: String, location: String = "") async throws {
        let receiver: JSONValue = ["uri-prefix": .string(address), "userName": "archiver", "password": "secret"]
        try await set(
            api,
            "speechminer",
            ["name": "interaction-receiver", "location": .string(location), "value": receiver]
        )
    }

    private func tell(_ api: TestAPI, _ id: String, _ members: [String: JSONValue]) async throws {
        var members = members
        members["id"] = .string(id)
        members["startTime"] = "2026-01-01T00:00:00Z"
        let path = "/internal-api/contact-centers/\(TestAPI.contactCenter.id)/recordings"
        let answer = try await api.call(.post, path, as: TestAPI.operations, JSONValue.object(members).json)
        try #require(answer.status == 201, "\(answer.body)")
    }

    private func file(_ id: String, _ members: [String: JSONValue] = [:]) -> JSONValue {
        .array([.object(members.merging(["mediaId": .string(id)]) { $1 })])
    }

    // MARK: Playing

    @Test func `are played whole, in part, or as a header`() async throws {
        let api = try await api()
        try await setStorage(api)
        try await tell(
            api,
            "r1",
            ["mediaFiles": file("m1", ["mediaUri": .string("\(server.address)/US/a.mp3"), "type": "audio/mp3"])]
        )
        try await server.run {
            let whole = try await api.call(.get, "/api/v2/recordings/r1/play/m1.mp3")
            #expect(whole.status == 200)
            #expect(Array(whole.body.utf8) == bytes)
            // So that who reads as slowly as sound is played has the time for it.
            #expect(whole.largestPart <= 32 << 10)
            #expect(whole.headers[.contentType] == "audio/mpeg")
            #expect(whole.headers[.contentLength] == "100000")
            #expect(whole.headers[.acceptRanges] == "bytes")
            let part = try await api.call(.get, "/api/v2/recordings/r1/play/m1", headers: [.range: "bytes=1-3"])
            #expect(part.status == 206)
            #expect(part.body == "bcd")
            #expect(part.headers[.contentRange] == "bytes 1-3/100000")
            let several: HTTPFields = [.range: "bytes=1-3,5-6"]
            #expect(try await api.call(.get, "/api/v2/recordings/r1/play/m1", headers: several).status == 200)
            let beyond: HTTPFields = [.range: "bytes=100000-"]
            let refused = try await api.call(.get, "/api/v2/recordings/r1/play/m1", headers: beyond)
            #expect(refused.status == 416)
            #expect(refused.code == 2)
            let head = try await api.call(.head, "/api/v2/recordings/r1/play/m1")
            #expect(head.status == 200)
            #expect(head.headers[.contentLength] == "100000")
            #expect(head.body.isEmpty)
            let tag = try #require(whole.headers[.eTag])
            let same = try await api.call(.get, "/api/v2/recordings/r1/play/m1", headers: [.ifNoneMatch: tag])
            #expect(same.status == 304)
            #expect(same.body.isEmpty)
            let other = try await api.call(.get, "/api/v2/recordings/r1/play/m1", headers: [.ifMatch: "\"other\""])
            #expect(other.status == 412)
            let older: HTTPFields = [.range: "bytes=1-3", .ifRange: "\"other\""]
            #expect(try await api.call(.get, "/api/v2/recordings/r1/play/m1", headers: older).status == 200)
        }
    }

    @Test func `are for those who may read the recording, in its region`() async throws {
        let api = try await api(region: "US")
        try await setStorage(api)
        let mine: JSONValue = ["agentId": "caller"]
        try await tell(api, "r1", ["region": "US", "mediaFiles": file("a.mp3", ["mediaPath": "US/a.mp3"])])
        try await tell(
            api,
            "r2",
            ["region": "US", "parameters": mine, "mediaFiles": file("a.mp3", ["mediaPath": "/US/a.mp3"])]
        )
        try await tell(api, "r3", ["region": "EU", "mediaFiles": file("a.mp3", ["mediaPath": "US/a.mp3"])])
        func status(_ id: String, _ principal: Principal?) async throws -> Int {
            try await api.call(.get, "/api/v2/recordings/\(id)/play/a.mp3", as: principal).status
        }
        try await server.run {
            let rows: [(String, Principal?, Int)] = [
                ("r1", TestAPI.user([.supervisor]), 200), ("r1", TestAPI.user([.agent]), 404),
                ("r2", TestAPI.user([.agent]), 200), ("r1", nil, 401), ("r1", TestAPI.operations, 403),
                ("r1", TestAPI.user([.admin], of: TestAPI.other.id), 404), ("r3", TestAPI.admin, 404),
            ]
            for (id, principal, expected) in rows {
                let seen = try await status(id, principal)
                #expect(seen == expected, "\(id)")
            }
        }
    }

    @Test func `come from the storage of the location, and from nowhere that is not the contact center's`() async throws
    {
        let api = try await api()
        try server.store(Array("Canada".utf8), as: "CA/b.mp3")
        try await setStorage(api, location: "/US", path: "/US")
        try await setStorage(api, location: "/US/CA", path: "/CA")
        try await tell(api, "us", ["location": "/US/NY", "mediaFiles": file("a", ["mediaPath": "a.mp3"])])
        try await tell(api, "ca", ["location": "/US/CA", "mediaFiles": file("b.mp3")])
        try await tell(api, "eu", ["location": "/EU", "mediaFiles": file("b.mp3")])
        let elsewhere = ["https://elsewhere.example/US/a.mp3", server.address, "\(server.address)/US/../CA/b.mp3"]
        for (index, uri) in elsewhere.enumerated() {
            try await tell(api, "x\(index)", ["mediaFiles": file("m", ["mediaUri": .string(uri)])])
        }
        try await server.run {
            #expect(try await api.call(.get, "/api/v2/recordings/us/play/a").body.utf8.count == bytes.count)
            #expect(try await api.call(.get, "/api/v2/recordings/ca/play/b.mp3").body == "Canada")
            let paths =
                ["eu/play/b.mp3", "ca/play/a.mp3", "none/play/b.mp3"] + elsewhere.indices.map { "x\($0)/play/m" }
            for path in paths {
                let answer = try await api.call(.get, "/api/v2/recordings/\(path)")
                #expect(answer.status == 404, "\(path)")
                #expect(answer.code == 6)
            }
        }
    }

    @Test func `come from the storage of the location, with a slash behind it or not`() async throws {
        let api = try await api()
        try server.store(Array("Canada".utf8), as: "CA/b.mp3")
        try await setStorage(api, location: "/", path: "/US")
        try await setStorage(api, location: "/CA/", path: "/CA")
        for (id, location, file) in [
            ("none", nil, "a.mp3"), ("root", "/", "a.mp3"), ("us", "/US", "a.mp3"), ("ca", "/CA", "b.mp3"),
            ("ca2", "/CA/ON/", "b.mp3"),
        ] {
            var members = ["mediaFiles": self.file(file)] as [String: JSONValue]
            if let location { members["location"] = .string(location) }
            try await tell(api, id, members)
        }
        try await server.run {
            for (id, name, length) in [
                ("none", "a", bytes.count), ("root", "a", bytes.count), ("us", "a", bytes.count), ("ca", "b", 6),
                ("ca2", "b", 6),
            ] {
                let answer = try await api.call(.get, "/api/v2/recordings/\(id)/play/\(name).mp3")
                #expect(answer.body.utf8.count == length, "\(id)")
            }
        }
    }

    @Test func `that cannot be had say so, and no more`() async throws {
        let api = try await api()
        try await setStorage(api)
        try await tell(api, "r1", ["mediaFiles": file("none.mp3")])
        // Nobody listens.
        let away = try await api.call(.get, "/api/v2/recordings/r1/play/none.mp3")
        #expect(away.status == 503)
        #expect(away.code == 4)
        #expect(!away.body.contains("localhost"))
        try await server.run {
            #expect(try await api.call(.get, "/api/v2/recordings/r1/play/none.mp3").status == 404)
            // Nobody is trusted.
            let strict = try await self.api(MediaPeers())
            try await setStorage(strict)
            try await tell(strict, "r1", ["mediaFiles": file("a.mp3", ["mediaPath": "US/a.mp3"])])
            let refused = try await strict.call(.get, "/api/v2/recordings/r1/play/a.mp3")
            #expect(refused.status == 502)
            #expect(refused.code == 4)
        }
    }

    @Test func `are called by their exact id before one with an ending`() async throws {
        let api = try await api()
        try await setStorage(api)
        try server.store(Array("other".utf8), as: "b.mp3")
        let files: JSONValue = [
            ["mediaId": "m", "mediaPath": "b.mp3"], ["mediaId": "m.mp3", "mediaPath": "US/a.mp3"],
        ]
        try await tell(api, "r1", ["mediaFiles": files])
        try await server.run {
            func play(_ name: String) async throws -> String {
                try await api.call(.get, "/api/v2/recordings/r1/play/\(name)").body
            }
            let played = [try await play("m"), try await play("m.wav"), try await play("m.mp3")]
            #expect(played == ["other", "other", String(decoding: bytes, as: UTF8.self)])
        }
    }

    @Test func `are not all one user's`() async throws {
        var peers = peers()
        peers.webDAV.limits.connectionsPerPeer = 4
        // A play that has ended, however, leaves its turn.
        let api = try await api(peers)
        try await setStorage(api)
        try await tell(api, "r1", ["mediaFiles": file("a.mp3", ["mediaPath": "US/a.mp3"])])
        try await server.run {
            for headers in [[:], [.ifNoneMatch: "*"], [.range: "bytes=100000-"]] as [HTTPFields] {
                for _ in 0..<5 {
                    let status = try await api.call(.get, "/api/v2/recordings/r1/play/a.mp3", headers: headers).status
                    #expect([200, 304, 416].contains(status))
                }
            }
        }
    }

    @Test func `may be asked of this machine only where that is allowed`() async throws {
        var peers = peers()
        peers.allowsLocal = false
        let strict = try await api(peers)
        for host in ["localhost", "127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]"] {
            let value = JSONValue.string("http://\(host)/a").json
            let body = #"{"name":"decrypt-uri-prefix","value":\#(value)}"#
            let answer = try await strict.call(.post, "/api/v2/settings/screen-recording", body)
            #expect(answer.status == 400, "\(host)")
            #expect(answer.code == 2)
        }
        // A name tells it only when somebody connects; an export may have brought an address.
        let setting = Setting(
            contactCenter: TestAPI.contactCenter.id,
            group: "screen-recording",
            name: "decrypt-uri-prefix",
            location: "",
            value: JSONValue.string("http://localhost:\(server.port)/a").json
        )
        try await strict.store.set(setting)
        try await tell(strict, "r1", ["mediaFiles": file("m1", ["certAlias": "c"])])
        try await server.run {
            let answer = try await strict.call(.get, "/api/v2/recordings/r1/play/m1")
            #expect(answer.status == 502)
        }
    }

    @Test func `whose setting cannot be read are taken from nowhere else`() async throws {
        let api = try await api()
        try await setStorage(api)
        try server.store(Array("of another folder".utf8), as: "a.mp3")
        for (group, name, location, value) in [
            ("screen-recording", "storage", "/US", #"[{"credential":{"storagePath":"no address"}}]"#),
            ("screen-recording", "storage", "/CA", #""nothing""#),
            ("screen-recording", "decrypt-uri-prefix", "/US", #""no address""#),
            ("speechminer", "interaction-receiver", "/SM", #""nothing""#),
        ] {
            let kind = try #require(SettingKind.all.first { $0.group == group && $0.name == name })
            let setting = Setting(
                contactCenter: TestAPI.contactCenter.id,
                group: group,
                name: name,
                location: location,
                value: ""
            )
            // As an import may have brought it.
            try await api.api.tenants.keep(JSONParser.value(Array(value.utf8)), as: kind, setting)
        }
        let elsewhere: JSONValue = ["mediaUri": "https://elsewhere.example/a.mp3"]
        let rows: [(String, String, JSONValue, JSONValue, Int)] = [
            ("us", "/US/NY", file("a.mp3"), "storage", 500), ("ca", "/CA", file("a.mp3"), "storage", 500),
            ("uri", "/EU", file("a.mp3", elsewhere.members ?? [:]), "storage", 500),
            ("rcs", "/US", file("a.mp3", ["certAlias": "c"]), "decrypt-uri-prefix", 500),
            ("eu", "/EU", file("a.mp3"), "", 200), ("sm", "/SM", file("a.mp3"), "", 200),
        ]
        try await server.run {
            for (id, location, files, setting, status) in rows {
                try await tell(api, id, ["location": .string(location), "mediaFiles": files])
                let answer = try await api.call(.get, "/api/v2/recordings/\(id)/play/a.mp3")
                #expect(answer.status == status, "\(id)")
                let word = "setting=\(setting.text ?? "")"
                #expect(
                    status == 200
                        || api.log.all.contains { $0.contains("setting cannot be read") && $0.contains(word) }
                )
            }
            for id in ["us", "sm"] {
                #expect(try await api.call(.delete, "/api/v2/recordings/\(id)").status == 500)
                #expect(try await api.call(.get, "/api/v2/recordings/\(id)").status == 200)
            }
            #expect(server.stored("a.mp3") != nil)
        }
    }

    // MARK: Decryption

    @Test func `that are encrypted come decrypted from the Recording Crypto Server`() async throws {
        let api = try await api()
        let peer = try MediaPeer(pki.server())
        let kinds = ["rcs", "silent", "broken", "moved", "short"]
        for kind in kinds {
            try await set(
                api,
                "screen-recording",
                [
                    "name": "decrypt-uri-prefix", "location": .string("/\(kind)"),
                    "value": .string("\(peer.address)/\(kind)"),
                ]
            )
            let files = file("m1", ["certAlias": ["recording"], "type": "audio/mp3"])
            try await tell(api, kind, ["location": .string("/\(kind)/x"), "mediaFiles": files])
        }
        // What cannot be read is not taken for a file in the clear.
        try await tell(api, "odd", ["mediaFiles": file("a.mp3", ["mediaPath": "US/a.mp3", "certAlias": .integer(5)])])
        #expect(try await api.call(.get, "/api/v2/recordings/odd/play/a.mp3").status == 404)
        try await peer.run { peer in
            func play(_ id: String, _ headers: HTTPFields = [:]) async throws -> TestAPI.Answer {
                try await api.call(.get, "/api/v2/recordings/\(id)/play/m1", headers: headers)
            }
            let sound = try await play("rcs", [.range: "bytes=0-"])
            #expect(sound.status == 200)
            #expect(sound.body == "sound, decrypted")
            #expect(sound.headers[.contentType] == "audio/mpeg")
            let path = "/rcs/contact-centers/\(TestAPI.contactCenter.id)/recordings/rcs/play/m1"
            _ = try await peer.line { $0 == "asked GET \(path) Range=bytes=0-" }
            #expect(try await play("silent").status == 504)
            #expect(try await play("broken").status == 502)
            #expect(try await play("moved").status == 502)
            // What breaks off is never passed on as the whole.
            await #expect(throws: APIError.self) { try await play("short") }
        }
    }

    // MARK: Deletion

    @Test func `are not deleted of a recording that is protected, nor is one protected that is being deleted`()
        async throws
    {
        let api = try await api()
        let peer = try MediaPeer(pki.server())
        try await setStorage(api)
        try await setSpeechMiner(api, "\(peer.address)/held")
        for id in ["r1", "r2", "r3"] {
            try server.store([1], as: "\(id).mp3")
            try await tell(api, id, ["mediaFiles": file("\(id).mp3")])
        }
        try await server.run {
            try await peer.run { running in
                func untilAsked(_ id: String) async throws {
                    while await !running.lines().contains(where: { $0.contains("/held/recordings/\(id)") }) {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                // On this node the protection waits for the deletion.
                async let deleted = api.call(.delete, "/api/v2/recordings/r1")
                try await untilAsked("r1")
                async let late = api.call(.post, "/api/v2/recordings/r1", #"{"operationName":"applyNonDelete"}"#)
                try await Task.sleep(for: .milliseconds(50))
                try peer.release("r1")
                #expect(try await deleted.status == 200)
                #expect(try await late.status == 404)
                // On another one it is refused: what has lost its media cannot be kept.
                async let second = api.call(.delete, "/api/v2/recordings/r2")
                try await untilAsked("r2")
                await #expect(throws: StoreError(.inUse, "")) {
                    try await api.store.setProtection(true, of: "r2", in: TestAPI.contactCenter.id)
                }
                try peer.release("r2")
                #expect(try await second.status == 200)
                #expect(server.stored("r2.mp3") == nil)
                // A node that ends in the middle leaves it so.
                try await api.store.mark(RemovalMark(), of: "r3", in: TestAPI.contactCenter.id, takingOver: false)
                let protect = #"{"operationName":"applyNonDelete"}"#
                let refused = try await api.call(.post, "/api/v2/recordings/r3", protect)
                #expect(refused.status == 409)
                #expect(refused.code == 19)
                try peer.release("r3")
                #expect(try await api.call(.delete, "/api/v2/recordings/r3").status == 200)
                #expect(server.stored("r3.mp3") == nil)
            }
        }
    }

    @Test func `are not deleted of a recording that is protected since another node failed to delete it`()
        async throws
    {
        let first = try await api()
        var hasty = peers()
        hasty.speechMiner.limits.head = .milliseconds(400)
        let second = try await TestAPI(media: hasty, sharing: first.store)
        let peer = try MediaPeer(pki.server())
        try await setStorage(first)
        try await setSpeechMiner(first, "\(peer.address)/held")
        for id in ["r1", "r2"] {
            try server.store([1], as: "\(id).mp3")
            try await tell(first, id, ["mediaFiles": file("\(id).mp3")])
        }
        func protect(_ id: String) async throws -> Int {
            try await second.call(.post, "/api/v2/recordings/\(id)", #"{"operationName":"applyNonDelete"}"#).status
        }
        try await server.run {
            try await peer.run { running in
                func untilAsked(_ id: String) async throws {
                    while await !running.lines().contains(where: { $0.contains("/held/recordings/\(id)") }) {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                // The client tries again at a node that fails: what the first one has begun stays marked.
                async let deleted = first.call(.delete, "/api/v2/recordings/r1")
                try await untilAsked("r1")
                #expect(try await second.call(.delete, "/api/v2/recordings/r1").status == 504)
                #expect(try await protect("r1") == 409)
                try peer.release("r1")
                #expect(try await deleted.status == 200)
                #expect(server.stored("r1.mp3") == nil)
                // A node that has marked it before fails, and it is protected: that is faster than this node.
                let (other, center) = (RemovalMark(), TestAPI.contactCenter.id)
                try await first.store.mark(other, of: "r2", in: center, takingOver: false)
                async let late = first.call(.delete, "/api/v2/recordings/r2")
                try await untilAsked("r2")
                try await first.store.takeBack(other, of: "r2", in: center)
                #expect(try await protect("r2") == 200)
                try peer.release("r2")
                #expect(try await late.status == 403)
                #expect(server.stored("r2.mp3") == [1])
                #expect(try await first.store.recording("r2", of: center)?.isProtected == true)
            }
        }
    }

    @Test func `that are left of a deletion are those of a recording that cannot be protected`() async throws {
        let api = try await api()
        let folders: [JSONValue] = [server.address, "https://localhost:1/dav"].map { address in
            [
                "storageType": "webDAV", "active": true,
                "credential": [
                    "userName": .string(WebDAVServer.user), "password": .string(WebDAVServer.password),
                    "storagePath": .string(address),
                ],
            ]
        }
        try await set(api, "screen-recording", ["name": "storage", "location": "", "value": .array(folders)])
        try server.store([1], as: "r1.mp3")
        let gone: JSONValue = ["mediaId": "r1.mp3"]
        let left: JSONValue = ["mediaId": "b", "mediaUri": "https://localhost:1/dav/b"]
        try await tell(api, "r1", ["mediaFiles": [gone, left]])
        try await tell(api, "r2", ["mediaFiles": [left]])
        try await server.run {
            for (id, status) in [("r1", 409), ("r2", 200)] {
                // A second time makes no difference.
                for _ in 1...2 {
                    let deleted = try await api.call(.delete, "/api/v2/recordings/\(id)")
                    #expect(deleted.status == 503)
                }
                let protect = #"{"operationName":"applyNonDelete"}"#
                let protected = try await api.call(.post, "/api/v2/recordings/\(id)", protect)
                #expect(protected.status == status)
            }
            #expect(server.stored("r1.mp3") == nil)
        }
    }

    @Test func `go with their recording, and SpeechMiner forgets it`() async throws {
        let api = try await api()
        let peer = try MediaPeer(pki.server())
        try await setStorage(api)
        for location in ["/sm", "/broken"] {
            try await setSpeechMiner(api, "\(peer.address)\(location)", location: location)
        }
        for (id, location) in [("r1", "/sm"), ("r2", "/broken"), ("r3", "")] {
            try server.store([1], as: "\(id).mp3")
            try await tell(api, id, ["location": .string(location), "mediaFiles": file("\(id).mp3")])
        }
        func delete(_ id: String) async throws -> TestAPI.Answer {
            try await api.call(.delete, "/api/v2/recordings/\(id)")
        }
        // The files' server is away: nothing is forgotten.
        #expect(try await delete("r3").status == 503)
        #expect(try await api.call(.get, "/api/v2/recordings/r3").status == 200)
        try await server.run {
            try await peer.run { peer in
                #expect(try await delete("r1").status == 200)
                let login = Data("archiver:secret".utf8).base64EncodedString()
                _ = try await peer.line { $0 == "asked DELETE /sm/recordings/r1 Authorization=Basic \(login)" }
                #expect(server.stored("r1.mp3") == nil)
                #expect(try await api.call(.get, "/api/v2/recordings/r1").status == 404)
                let refused = try await delete("r2")
                #expect(refused.status == 502)
                #expect(server.stored("r2.mp3") == [1])
                #expect(try await api.call(.get, "/api/v2/recordings/r2").status == 200)
                let protect = #"{"operationName":"applyNonDelete"}"#
                _ = try await api.call(.post, "/api/v2/recordings/r3", protect)
                #expect(try await delete("r3").status == 403)
                #expect(server.stored("r3.mp3") == [1])
                let path = "/api/v2/ops/contact-centers/\(TestAPI.contactCenter.id)/recordings/r3"
                _ = try await api.call(.post, "/api/v2/recordings/r3", protect.replacing("apply", with: "unapply"))
                #expect(try await api.call(.delete, path, as: TestAPI.operations).status == 200)
                #expect(server.stored("r3.mp3") == nil)
            }
        }
    }
}
