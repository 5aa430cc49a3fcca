import FoundationEssentials
import GIRPKI
import GIRStore
import Testing

@testable import GIRServer

/// The whole server over sockets, with a user whose password is checked.
@Suite(.timeLimit(.minutes(3))) struct `The end of a session` {
    @Test func `comes with another password, which takes the cookie away`() async throws {
        let store = try SQLiteStore.inMemory()
        try await store.add(ContactCenter(id: "c", domain: "c", usesConfigurationServer: false))
        var user = User(id: "u", contactCenter: "c", userName: "anna", roles: [.agent])
        user.passwordHash = try PasswordHash(of: Secret("a long password")).text
        try await store.add(user)
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, identity: nil)
        configuration.logins.allowsPlaintext = true
        let door = try FrontDoor(configuration, environment: LogLines().environment(), store: store)
        try await TestServer.run(door.serve) { client in
            func ask(_ method: String, _ fields: [String], _ body: String = "") async throws -> String {
                let head = [
                    "\(method) /api/v2/me HTTP/1.1", "Host: localhost", "Connection: close",
                    "Content-Length: \(body.utf8.count)",
                ]
                return try await client.exchange((head + fields).joined(separator: "\r\n") + "\r\n\r\n" + body)
            }
            let login = "Authorization: Basic \(Data("anna:a long password".utf8).base64EncodedString())"
            let begun = try await ask("GET", [login])
            let cookie = try #require(begun.components(beginning: "JSESSIONID=").first?.prefix { $0 != ";" })
            let session = "Cookie: JSESSIONID=\(cookie)"
            #expect(try await ask("GET", [session]).hasPrefix("HTTP/1.1 200 "))
            // What is refused changes nothing.
            let json = "Content-Type: application/json"
            let refused = try await ask("PUT", [login, session, json], #"{"password":"short"}"#)
            #expect(refused.hasPrefix("HTTP/1.1 400 ") && !refused.contains("Max-Age=0"), "\(refused)")
            let changed = try await ask("PUT", [login, session, json], #"{"password":"another password"}"#)
            #expect(changed.hasPrefix("HTTP/1.1 200 "), "\(changed)")
            #expect(changed.contains("JSESSIONID=;") && changed.contains("Max-Age=0"), "\(changed)")
            #expect(try await ask("GET", [session]).hasPrefix("HTTP/1.1 401 "))
        }
    }
}
