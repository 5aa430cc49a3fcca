import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// The session of docs/api.md, as it is printed, with the addresses of the test.
@Suite(.enabled(if: WebDAVServer.isThere && Tool.curl.found || Tool.required), .timeLimit(.minutes(3)))
struct `The description of the API` {
    @Test func `has a session that works one command after the other`() async throws {
        let folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date())
        let dav = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        let port = try FreePort.find()
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(
            """
            jetty:
              host: 127.0.0.1
              port: \(port)
              enableSsl: false
            serverSettings:
              opsUserName: operations
              opsUserPassword: another long password # girctl:ignore GIR101 -- made for this test
              cryptoSecurityKey: a key for settings
              webDAVTrustedCA: ca.pem

            """,
            to: "application.yaml"
        )
        let top = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(FileManager.default.contents(atPath: "/\(top)/docs/api.md"))
        let page = String(decoding: file, as: UTF8.self)
            .replacing("https://rws.example.com", with: "http://localhost:\(port)")
            .replacing("https://dav.example.com/recordings", with: dav.address)
            .replacing("its password", with: WebDAVServer.password)
        let start = try #require(page.firstRange(of: "With `girctl serve"))
        let before = ConsoleExamples(markdown: String(page[..<start.lowerBound]))
        let after = ConsoleExamples(markdown: String(page[start.lowerBound...]))
        #expect(before.commands.count == 7)
        #expect(after.commands.count > 45)
        var failures = try await before.run(in: folder)
        let serve = Girctl.command(["serve", "--config", "application.yaml", "--data", "data"], in: folder)
        let result = try await CommandRunner.start(serve, readyWhen: { $0.hasPrefix("listening on ") }) { _ in
            try await dav.run { failures += try await after.run(in: folder) }
        }
        #expect(failures.isEmpty, "\(failures)")
        #expect(result.status == 0)
        #expect(dav.stored("call-1.mp3") == nil)
    }
}
