import FoundationEssentials
import GIRConfigKit
import GIRLinks
import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `Logs of a running server` {
    /// The configuration as the start reads it from a file in the folder.
    private func configuration(
        _ yaml: String,
        in folder: TemporaryDirectory,
        log: LogLines = LogLines()
    ) throws -> ServerConfiguration {
        try ServerStart(
            SourceText(path: "\(folder.path)/application.yaml", bytes: Array(yaml.utf8)),
            files: { _, _ in [] },
            keys: { _ in EncryptionKeys() },
            anchors: { _, _ in LinkAnchors(nil) },
            java: LateTrust { nil },
            openFiles: 1024,
            environment: log.environment()
        ).configuration()
    }

    private func files(_ folder: TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func text(_ name: String, _ folder: TemporaryDirectory) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)")), as: UTF8.self)
    }

    private static let requests = """
        GET /api/v2/diagnostics/version?secret=1 HTTP/1.1\r\nHost: h\r\nUser-Agent: test\r\nCookie: canary=1\r\n\r\n\
        GET /../ HTTP/1.1\r\nHost: h\r\n\r\n
        """

    @Test func `are files where the configuration names them, whole when it ends`() async throws {
        let folder = try TemporaryDirectory()
        let yaml = """
            logging:
              path: .
            jetty:
              host: 127.0.0.1
              port: 18090
              requestLog:
                filename: yyyy_mm_dd.request.log
                extended: true
                logLatency: false

            """
        var configuration = try configuration(yaml, in: folder)
        configuration.port = 0
        _ = try await TestServer.run(configuration) { try await $0.exchange(Self.requests) }
        #expect(try files(folder) == ["2025_06_15.request.log", "audit.log"])
        let stamp = "127.0.0.1 - - [15/Jun/2025:15:06:40 +0000]"
        #expect(
            try text("2025_06_15.request.log", folder) == """
                \(stamp) "GET /api/v2/diagnostics/version HTTP/1.1" 200 34 "-" "test"
                \(stamp) "GET /../ HTTP/1.1" 400 69 "-" "-"

                """
        )
        let audit = try text("audit.log", folder).split(separator: "\n").map { $0.dropFirst(33) }
        #expect(audit == [#""level":"info","event":"sys_startup"}"#, #""level":"info","event":"sys_shutdown"}"#])
    }

    @Test func `are JSON where the file's name says so, beside the configuration`() async throws {
        let folder = try TemporaryDirectory()
        var configuration = try configuration(
            "jetty:\n  host: 127.0.0.1\n  requestLog:\n    filename: requests.json\n",
            in: folder
        )
        configuration.port = 0
        let log = LogLines()
        _ = try await TestServer.run(configuration, log: log) { try await $0.exchange(Self.requests) }
        #expect(try files(folder) == ["requests.json"])
        let lines = try text("requests.json", folder).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0].contains(
                #""method":"GET","path":"/api/v2/diagnostics/version","protocol":"HTTP/1.1","status":200"#
            )
        )
        #expect(lines[1].contains(#""status":400,"bytes":69"#))
        #expect(log.audit.count == 2)
        #expect(!lines.joined().contains("canary") && !log.all.joined().contains("canary"))
    }

    @Test(arguments: ["jetty:\n  port: 1\n", "jetty:\n  enableRequestLog: false\n  requestLog:\n    filename: a.log\n"])
    func `are no files where none is asked for`(_ yaml: String) async throws {
        let folder = try TemporaryDirectory()
        var configuration = try configuration(yaml, in: folder)
        configuration.port = 0
        configuration.host = "127.0.0.1"
        let log = LogLines()
        _ = try await TestServer.run(configuration, log: log) { try await $0.exchange(Self.requests) }
        #expect(try files(folder) == [])
        #expect(log.all.contains { $0.contains("request answered") } == !yaml.contains("enableRequestLog"))
    }

    @Test func `say what of their options is not done`() throws {
        let folder = try TemporaryDirectory()
        let log = LogLines()
        let yaml = """
            jetty:
              host: 127.0.0.1
              requestLog:
                filename: yyyy_mm_dd.log
                filenameDateFormat: yyyy_MM_dd_HH
                logTimeZone: Mars/Phobos
                logCookies: true

            """
        _ = try configuration(yaml, in: folder, log: log)
        for option in ["filenameDateFormat", "logTimeZone", "logCookies"] {
            #expect(log.all.contains { $0.contains("option=jetty.requestLog.\(option)") }, "\(option)")
        }
    }

    @Test func `stop the start where they cannot be written`() async throws {
        let folder = try TemporaryDirectory()
        var configuration = try configuration("logging:\n  path: missing\njetty:\n  host: 127.0.0.1\n", in: folder)
        configuration.port = 0
        let served = configuration
        let error = await #expect(throws: ServerError.self) { try await TestServer.run(served) { _ in } }
        #expect(error?.code == .cannotWriteLog)
        #expect(
            error?.reason == "no log can be written into '\(folder.path)/missing': No such file or directory"
        )
    }

    @Test func `do not start with proxies that are none`() throws {
        let folder = try TemporaryDirectory()
        let yaml = "jetty:\n  host: 127.0.0.1\n  trustedProxies: 10.0.0.0/8, proxy.example\n"
        let error = #expect(throws: ServerError.self) { _ = try configuration(yaml, in: folder) }
        #expect(error?.code == .configuration)
        #expect(error?.reason == "'jetty.trustedProxies': 'proxy.example' is neither an address nor a network")
    }
}
