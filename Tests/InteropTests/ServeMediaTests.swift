import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// The life of a recording with its media: the built programs, curl as the client, a real apache2 as the storage.
@Suite(.enabled(if: WebDAVServer.isThere && Tool.curl.found || Tool.required), .timeLimit(.minutes(3)))
struct `girctl serve and media` {
    private let served: ServedFolder
    private let dav: WebDAVServer
    private let sound = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 10 + 48) }
    private var folder: TemporaryDirectory { served.folder }

    init() throws {
        let pki = try TestPKI(now: Date())
        dav = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        served = try ServedFolder(pki, isSecure: false)
        try dav.store(sound, as: "US/call.mp3")
    }

    private func configure(trust: String) throws {
        try served.configure(
            """
            serverSettings:
              opsUserName: operations
              opsUserPassword: another long password # girctl:ignore GIR101 -- made for this test
              cryptoSecurityKey: a key for settings
              webDAVTrustedCA: \(trust)
              webDAVMaxConnection: 3
              multiPartResolverMaxUploadSize: 2000000

            """
        )
    }

    private func curl(_ login: String, _ path: String, _ options: [String] = []) async throws -> CommandResult {
        let common = ["--silent", "--show-error", "--user", login, "--max-time", "30", "--write-out", " %{http_code}"]
        return try await Tool.curl.run(common + options + ["http://localhost:\(served.port)\(path)"], in: folder)
    }

    private func post(_ login: String, _ path: String, _ body: String) async throws -> String {
        try await curl(login, path, ["--json", body]).stdout
    }

    private func serve(_ body: (String) async throws -> Void) async throws {
        struct List: Decodable {
            struct ContactCenter: Decodable { let id: String }
            let contactCenters: [ContactCenter]
        }
        try await served.addUsers()
        let list = try await Girctl.run(["contact-center", "list", "--data", "data", "--json"], in: folder).succeeded()
        let id = try #require(JSONDecoder().decode(List.self, from: Data(list.outputBytes)).contactCenters.first).id
        let result = try await served.serve { _ in try await dav.run { try await body(id) } }
        #expect(result.status == 0)
        #expect(!String(decoding: result.errorBytes, as: UTF8.self).contains(WebDAVServer.password))
    }

    private let anna = ServedFolder.anna
    private let operations = "operations:another long password"

    private func tell(_ contactCenter: String) async throws {
        let storage = ServedFolder.storage(dav)
        #expect(try await post(anna, "/api/v2/settings/screen-recording", storage).hasSuffix(" 201"))
        let file = #"{"mediaId":"m1","mediaUri":"\#(dav.address)/US/call.mp3","type":"audio/mp3"}"#
        let recording = #"{"id":"r1","startTime":"2026-01-01T00:00:00Z","mediaFiles":[\#(file)]}"#
        let path = "/internal-api/contact-centers/\(contactCenter)/recordings"
        #expect(try await post(operations, path, recording).hasSuffix(" 201"))
    }

    @Test func `plays a recording, in part too, and deletes it with its file`() async throws {
        try configure(trust: "ca.pem")
        try await serve { contactCenter in
            try await tell(contactCenter)
            let play = "/api/v2/recordings/r1/play/m1.mp3"
            // More at once than there may be connections.
            try await withThrowingTaskGroup(of: CommandResult.self) { tasks in
                for _ in 0..<8 { tasks.addTask { try await curl(anna, play) } }
                for try await whole in tasks {
                    let isWhole = whole.outputBytes == sound + Array(" 200".utf8)
                    #expect(isWhole)
                }
            }
            #expect(try await curl(anna, play, ["--range", "100-109"]).stdout == "0123456789 206")
            #expect(try await curl(anna, play, ["--range", "300000-"]).stdout.hasSuffix(" 416"))
            let head = try await curl(anna, play, ["--head"]).stdout.lowercased()
            #expect(head.contains("content-length: 300000") && head.contains("content-type: audio/mpeg"))
            #expect(try await curl(operations, play).stdout.hasSuffix(" 403"))
            #expect(try await curl(anna, "/api/v2/recordings/r1", ["--request", "DELETE"]).stdout.hasSuffix(" 200"))
            #expect(dav.stored("US/call.mp3") == nil)
            #expect(try await curl(anna, play).stdout.hasSuffix(" 404"))
        }
    }

    @Test func `takes files that are larger than other bodies may be, and none that is larger still`() async throws {
        try configure(trust: "ca.pem")
        let pictures = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        try folder.write(pictures, to: "screen.mp4")
        try folder.write(pictures + pictures, to: "large.mp4")
        func send(_ file: String, _ login: String, _ options: [String] = []) async throws -> String {
            let form = [
                "--form", #"metadata={"id":"s1","startTime":"2026-01-01T00:00:00Z"};type=application/json"#, "--form",
                "file=@\(file);type=video/mp4",
            ]
            return try await curl(login, "/api/v2/screen-recordings", form + options).stdout
        }
        try await serve { contactCenter in
            try await tell(contactCenter)
            let chunked = ["--header", "Transfer-Encoding: chunked"]
            #expect(try await send("large.mp4", anna).hasSuffix(" 413"))
            #expect(try await send("large.mp4", anna, chunked).hasSuffix(" 413"))
            #expect(try await send("screen.mp4", "anna:a wrong password").hasSuffix(" 401"))
            #expect(try await send("screen.mp4", operations).hasSuffix(" 403"))
            // A form any page could send, if it were not for its origin.
            #expect(
                try await send("screen.mp4", anna, ["--header", "Origin: https://other.example"]).hasSuffix(" 403")
            )
            #expect(try await send("screen.mp4", anna, chunked).hasSuffix(" 201"))
            #expect(try await send("screen.mp4", anna).hasSuffix(" 409"))
            let content = try await curl(anna, "/api/v2/screen-recordings/s1/content").outputBytes
            let isWhole = content == pictures + Array(" 200".utf8)
            #expect(isWhole)
            #expect(try await post(anna, "/api/v2/recordings", "@screen.mp4").hasSuffix(" 413"))
        }
    }

    @Test func `gives no password and no media to a storage that is not trusted`() async throws {
        let stranger = try TestPKI(now: Date())
        try folder.write(stranger.root.certificate.pem, to: "other.pem")
        try configure(trust: "other.pem")
        try await serve { contactCenter in
            try await tell(contactCenter)
            let answer = try await curl(anna, "/api/v2/recordings/r1/play/m1")
            #expect(
                answer.stdout
                    == #"{"statusCode":4,"statusMessage":"A server behind this one does not do what is needed."} 502"#
            )
            #expect(try await curl(anna, "/api/v2/recordings/r1", ["--request", "DELETE"]).stdout.hasSuffix(" 502"))
            #expect(dav.stored("US/call.mp3") == sound)
        }
    }
}
