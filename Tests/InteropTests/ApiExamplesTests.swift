import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// The session of docs/api.md, as it is printed, with the addresses of the test.
@Suite(.enabled(if: WebDAVServer.isThere && Tool.curl.found || Tool.required), .timeLimit(.minutes(3)))
struct `The description of the API` {
    @Test func `has a session that works one command after the other`() async throws {
        let pki = try TestPKI(now: Date())
        let dav = try WebDAVServer(pki.server(), in: TemporaryDirectory())
        let served = try ServedFolder(pki, isSecure: false)
        try served.configure(
            """
            serverSettings:
              opsUserName: operations
              opsUserPassword: another long password # girctl:ignore GIR101 -- made for this test
              cryptoSecurityKey: a key for settings
              webDAVTrustedCA: ca.pem

            """
        )
        let top = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(FileManager.default.contents(atPath: "/\(top)/docs/api.md"))
        let page = String(decoding: file, as: UTF8.self)
            .replacing("https://rws.example.com", with: "http://localhost:\(served.port)")
            .replacing("https://dav.example.com/recordings", with: dav.address)
            .replacing("its password", with: WebDAVServer.password)
        let start = try #require(page.firstRange(of: "With `girctl serve"))
        let before = ConsoleExamples(markdown: String(page[..<start.lowerBound]))
        let after = ConsoleExamples(markdown: String(page[start.lowerBound...]))
        #expect(before.commands.count == 7)
        #expect(after.commands.count > 45)
        var failures = try await before.run(in: served.folder)
        let result = try await served.serve { _ in
            try await dav.run { failures += try await after.run(in: served.folder) }
        }
        #expect(failures.isEmpty, "\(failures)")
        #expect(result.status == 0)
        #expect(dav.stored("call-1.mp3") == nil)
    }
}
