import GIRPKI
import GIRStore
import HTTPTypes
import Testing

@testable import GIRServer

@Suite struct `The resource of settings` {
    private let api: TestAPI

    init() async throws { api = try await TestAPI() }

    private static let storage =
        #"{"name":"storage","location":"/US/CA","value":[{"storageType":"webDAV","active":true,"credential":"#
        + #"{"userName":"dav","password":"s3cret-dav","storagePath":"https://dav.example.com/recordings"}}]}"#
    private static let receiver =
        #"{"name":"interaction-receiver","location":"/US/CA","value":"#
        + #"{"uri-prefix":"https://sm.example.com/interactionreceiver","userName":"sm","password":"s3cret-sm"}}"#

    private func stored(_ group: String) async throws -> [Setting] {
        try await api.store.settings(of: TestAPI.contactCenter.id, group: group)
    }

    @Test func `keeps the storage for screen recordings, and never gives the password back`() async throws {
        let path = "/api/v2/settings/screen-recording"
        #expect(try await api.call(.post, path, Self.storage).json == ["statusCode": 0])
        let read = try await api.call(.get, "\(path)?location=/US/CA")
        #expect(
            read["settings", "0"] == [
                "name": "storage", "location": "/US/CA",
                "value": [
                    [
                        "storageType": "webDAV", "active": true,
                        "credential": ["userName": "dav", "storagePath": "https://dav.example.com/recordings"],
                    ]
                ],
            ]
        )
        #expect(try await api.call(.get, "\(path)?location=/US/CA/")["settings"] == [])
        #expect(try await api.call(.get, "\(path)?location=*")["settings"]?.elements?.count == 1)
        let values = try await api.api.tenants.values("storage", of: "screen-recording", TestAPI.contactCenter.id)
        #expect(values["/US/CA"]?.elements?.first?.members?["credential"]?.members?["password"] == "s3cret-dav")
    }

    @Test func `keeps passwords sealed`() async throws {
        _ = try await api.call(.post, "/api/v2/settings/screen-recording", Self.storage)
        _ = try await api.call(.post, "/api/v2/settings/speechminer", Self.receiver)
        for setting in try await stored("screen-recording") + stored("speechminer") {
            #expect(setting.value.hasPrefix("SEALED:v1."))
            #expect(!setting.value.contains("s3cret"))
        }
    }

    @Test func `keeps a password that an update leaves out, but takes it to no other server or user`() async throws {
        let path = "/api/v2/settings/speechminer"
        func update(_ url: String, _ user: String) async throws -> TestAPI.Answer {
            let value = #"{"uri-prefix":"\#(url)","userName":"\#(user)","note":1}"#
            return try await api.call(
                .put,
                path,
                #"{"name":"interaction-receiver","location":"/US/CA","value":\#(value)}"#
            )
        }
        _ = try await api.call(.post, path, Self.receiver)
        #expect(try await update("https://sm.example.com/interactionreceiver", "sm").status == 200)
        let values = try await api.api.tenants.values(
            "interaction-receiver",
            of: "speechminer",
            TestAPI.contactCenter.id
        )
        #expect(values["/US/CA"]?.members?["password"] == "s3cret-sm")
        #expect(values["/US/CA"]?.members?["note"] == 1)
        #expect(try await update("https://evil.example.com/interactionreceiver", "sm").code == 1)
        #expect(try await update("https://sm.example.com/interactionreceiver", "other").code == 1)
    }

    @Test func `tells adding from changing`() async throws {
        let path = "/api/v2/settings/screen-recording"
        #expect(try await api.call(.put, path, Self.storage).status == 404)
        #expect(try await api.call(.post, path, Self.storage).status == 201)
        let again = try await api.call(.post, path, Self.storage)
        #expect(again.status == 409)
        #expect(again.code == 18)
        #expect(try await api.call(.put, path, Self.storage).status == 200)
        #expect(try await api.call(.delete, "\(path)?location=/US/NY", #"{"name":"storage"}"#).status == 404)
        #expect(try await api.call(.delete, "\(path)?location=/US/CA", #"{"name":"storage"}"#).status == 200)
        #expect(try await stored("screen-recording").isEmpty)
    }

    @Test func `takes origins as the guide writes them`() async throws {
        let path = "/api/v2/settings/access-control"
        let list = #"[{"name":"allowedOrigins","value":["https://cloud.genhtcc.com","https://*.genhtcc.com"]}]"#
        #expect(try await api.call(.post, path, #"{"settings":\#(list)}"#).status == 201)
        let one = #"{"name":"allowedOrigins","value":["https://cloud.genhtcc.com"]}"#
        #expect(try await api.call(.put, path, #"{"settings":\#(one)}"#).status == 200)
        let read = try await api.call(.get, path)
        #expect(
            read["settings"] == [["name": "allowedOrigins", "value": ["https://cloud.genhtcc.com"]]]
        )
        #expect(read["key"] == "name")
    }

    @Test(arguments: [
        ("access-control", #"{"name":"allowedOrigins","value":"https://a"}"#, 2),
        ("access-control", #"{"name":"allowedOrigins","value":["a b"]}"#, 2),
        ("access-control", #"{"name":"allowedOrigins","value":[null]}"#, 2),
        ("access-control", #"{"name":"allowedOrigins","value":null}"#, 1),
        ("access-control", #"{"name":"allowedOrigins","value":["https://a.example","null"]}"#, 2),
        ("access-control", #"{"name":"allowedOrigins","value":["https://a.example/"]}"#, 2),
        ("access-control", #"{"name":"allowedOrigins","location":"/US","value":[]}"#, 2),
        ("access-control", #"{"name":"other","value":[]}"#, 2), ("access-control", #"{"value":[]}"#, 1),
        ("access-control", #"{"name":"allowedOrigins"}"#, 1), ("access-control", #"{"settings":[]}"#, 2),
        ("screen-recording", #"{"name":"decrypt-uri-prefix","value":"ftp://a"}"#, 2),
        ("screen-recording", #"{"name":"decrypt-uri-prefix","value":"https://user@a"}"#, 2),
        ("screen-recording", #"{"name":"decrypt-uri-prefix","value":"https://"}"#, 2),
        ("screen-recording", #"{"name":"storage","location":"US","value":[]}"#, 2),
        ("screen-recording", #"{"name":"storage","value":[]}"#, 2),
        ("screen-recording", #"{"name":"storage","value":[{"storageType":"s3","credential":{}}]}"#, 2),
        (
            "screen-recording",
            #"{"name":"storage","value":[{"storageType":"webDAV","credential":{"userName":"a","password":"b"}}]}"#, 1
        ),
        ("speechminer", #"{"name":"interaction-receiver","value":{"uri-prefix":"https://a","userName":"a"}}"#, 1),
        ("recordings", #"{"name":"metadata.privacy.agent_fields","value":["a"]}"#, 2),
    ])
    func `refuses what makes no sense`(group: String, body: String, code: Int) async throws {
        let answer = try await api.call(.post, "/api/v2/settings/\(group)", body)
        #expect(answer.status == 400, "\(answer.body)")
        #expect(answer.code == .integer(code), "\(answer.body)")
        #expect(try await stored(group).isEmpty)
    }

    @Test(arguments: [
        "https://a:99999/r", "https://a:0/r", "https://a/%zz", "https://a/r/../us", "https://a/r?x=1", "https://a/r#f",
        "https://a\\b/r", "ftp://a/r",
    ])
    func `refuses addresses that the links cannot use`(address: String) async throws {
        let address = JSONValue.string(address)
        let login: [String: JSONValue] = ["userName": "a", "password": "b"]
        let storage = JSONValue.object(login.merging(["storagePath": address]) { $1 })
        for (group, body) in [
            ("screen-recording", ["name": "decrypt-uri-prefix", "value": address]),
            (
                "screen-recording",
                ["name": "storage", "location": "/DE", "value": [["storageType": "webDAV", "credential": storage]]]
            ),
            (
                "speechminer",
                ["name": "interaction-receiver", "value": .object(login.merging(["uri-prefix": address]) { $1 })]
            ),
        ] as [(String, JSONValue)] {
            let answer = try await api.call(.post, "/api/v2/settings/\(group)", body.json)
            #expect(answer.status == 400 && answer.message.contains("https://host:port/path"), "\(answer.body)")
        }
    }

    @Test(arguments: [("a:b", "c"), ("a\u{1}", "c"), ("a", "b\nc")])
    func `refuses logins that Basic cannot have`(user: String, password: String) async throws {
        let value: JSONValue = [
            "uri-prefix": "https://a/r", "userName": .string(user), "password": .string(password),
        ]
        let body: JSONValue = ["name": "interaction-receiver", "value": value]
        #expect(try await api.call(.post, "/api/v2/settings/speechminer", body.json).status == 400)
    }

    @Test func `removes the one of the location, wherever that stands`() async throws {
        let path = "/api/v2/settings/screen-recording"
        for location in ["", "/D1", "/D2"] {
            let body: JSONValue = [
                "name": "decrypt-uri-prefix", "location": .string(location), "value": "https://rcs.example.com/a",
            ]
            #expect(try await api.call(.post, path, body.json).status == 201)
        }
        let body = #"{"name":"decrypt-uri-prefix","location":"/D1"}"#
        #expect(try await api.call(.delete, "\(path)?location=/D2", body).status == 400)
        #expect(try await api.call(.delete, path, body).status == 200)
        #expect(try await api.call(.delete, path, body).status == 404)
        #expect(try await stored("screen-recording").map(\.location).sorted() == ["", "/D2"])
    }

    @Test func `that does not open is told at the start, and in the log of what needs it`() async throws {
        _ = try await api.call(.post, "/api/v2/settings/screen-recording", Self.storage)
        for vault in [nil, try SettingVault(Secret("another key"))] {
            let log = LogLines()
            let settings = TenantSettings(store: api.store, vault: vault)
            await StoreWatch(api.store, settings: settings, environment: log.environment()).lookAtSettings()
            #expect(log.all.count == 1 && log.all[0].contains("cryptoSecurityKey"), "\(log.all)")
            #expect(log.all[0].contains("Sample") && !log.all[0].contains("s3cret"))
            let error = await #expect(throws: StoreError.self) {
                _ = try await settings.values("storage", of: "screen-recording", TestAPI.contactCenter.id)
            }
            #expect(error?.code == .data && error?.reason.contains("cryptoSecurityKey") == true)
        }
        let log = LogLines()
        await StoreWatch(api.store, settings: api.api.tenants, environment: log.environment()).lookAtSettings()
        #expect(log.all.isEmpty)
    }

    @Test func `changes all of a body or nothing`() async throws {
        let body = #"{"settings":[{"name":"metadata.privacy.agent_fields","value":"a,b"},{"name":"x","value":"y"}]}"#
        #expect(try await api.call(.post, "/api/v2/settings/recordings", body).status == 400)
        let twice =
            #"{"settings":[{"name":"metadata.privacy.agent_fields","value":"a"},"#
            + #"{"name":"metadata.privacy.agent_fields","value":"b"}]}"#
        #expect(try await api.call(.post, "/api/v2/settings/recordings", twice).status == 400)
        #expect(try await stored("recordings").isEmpty)
    }

    @Test func `are each contact center's own, and for its admins`() async throws {
        _ = try await api.call(.post, "/api/v2/settings/screen-recording", Self.storage)
        let foreign = TestAPI.user([.admin], of: TestAPI.other.id)
        #expect(try await api.call(.get, "/api/v2/settings/screen-recording", as: foreign)["settings"] == [])
        for principal in [TestAPI.user([.agent, .supervisor]), TestAPI.operations] {
            let answer = try await api.call(.get, "/api/v2/settings/screen-recording", as: principal)
            #expect(answer.status == 403)
        }
        #expect(try await api.call(.get, "/api/v2/settings/nonsense").status == 404)
        #expect(try await api.call(.get, "/api/v2/settings")["uris"]?.elements?.count == 4)
    }

    @Test func `keeps no password where there is no key`() async throws {
        let api = try await TestAPI(securityKey: nil)
        let answer = try await api.call(.post, "/api/v2/settings/speechminer", Self.receiver)
        #expect(answer.status == 403)
        #expect(answer.code == 3)
        let origins = #"{"name":"allowedOrigins","value":[]}"#
        #expect(try await api.call(.post, "/api/v2/settings/access-control", origins).status == 201)
    }
}

@Suite struct `A vault for settings` {
    private static func setting(_ location: String = "/US/CA", value: String = "") -> Setting {
        Setting(contactCenter: "c", group: "g", name: "n", location: location, value: value)
    }

    @Test func `opens what another node with the same words has sealed`() throws {
        let (one, two) = (try SettingVault(Secret("the words")), try SettingVault(Secret("the words")))
        var setting = Self.setting()
        setting.value = try one.seal("s3cret", for: setting)
        #expect(!setting.value.contains("s3cret"))
        #expect(try two.open(setting) == "s3cret")
        #expect(try one.seal("s3cret", for: setting) != setting.value)
    }

    @Test func `gives each purpose a key of its own, the same on every node`() throws {
        let (one, two) = (try SettingVault(Secret("the words")), try SettingVault(Secret("the words")))
        #expect(one.digest(for: "a").digest(["x"]) == two.digest(for: "a").digest(["x"]))
        #expect(one.digest(for: "a").digest(["x"]) != one.digest(for: "b").digest(["x"]))
        let other = try SettingVault(Secret("other words"))
        #expect(one.digest(for: "a").digest(["x"]) != other.digest(for: "a").digest(["x"]))
    }

    @Test func `opens nothing that other words have sealed, that was moved or changed`() throws {
        let vault = try SettingVault(Secret("the words"))
        let value = try vault.seal("s3cret", for: Self.setting())
        let other = try SettingVault(Secret("other words"))
        #expect(throws: PKIError(.wrongPassword, "")) { try other.open(Self.setting(value: value)) }
        #expect(throws: PKIError(.integrityCheckFailed, "")) { try vault.open(Self.setting("/US/NY", value: value)) }
        for index in value.indices where index >= value.index(value.startIndex, offsetBy: 10) {
            var changed = value
            changed.replaceSubrange(index...index, with: value[index] == "A" ? "B" : "A")
            #expect(throws: PKIError.self) { try vault.open(Self.setting(value: changed)) }
        }
        for count in 10..<value.count {
            #expect(throws: PKIError.self) { try vault.open(Self.setting(value: String(value.prefix(count)))) }
        }
    }

    @Test func `takes over what another has sealed, all or nothing, and twice`() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.add(ContactCenter(id: "c", domain: "c", usesConfigurationServer: false))
        let (old, new, other) = (
            try SettingVault(Secret("old")), try SettingVault(Secret("new")), try SettingVault(Secret("other"))
        )
        for location in ["/a", "/b"] {
            var setting = Self.setting(location)
            setting.value = try old.seal("s3cret", for: setting)
            try await store.set(setting)
        }
        try await store.set(Self.setting("/plain", value: "[]"))
        let before = try await store.settings(of: "c", group: "g")
        await #expect(throws: PKIError(.wrongPassword, "")) { _ = try await new.takeOver(from: other, in: store) }
        #expect(try await store.settings(of: "c", group: "g") == before)
        #expect(try await new.takeOver(from: old, in: store) == 2)
        for setting in try await store.settings(of: "c", group: "g") where setting.location != "/plain" {
            #expect(try new.open(setting) == "s3cret")
        }
        #expect(try await new.takeOver(from: old, in: store) == 0)
    }

    @Test func `leaves values without passwords as they are`() throws {
        let vault = try SettingVault(Secret("the words"))
        #expect(try vault.open(Self.setting(value: "[]")) == "[]")
    }
}
