import FoundationEssentials
import GIRConfigKit
import GIRPKI
import HTTPTypes
import Testing

@testable import GIRServer

@Suite struct `Session cookie` {
    private let identifier = SessionIdentifier(String(repeating: "A", count: 43))

    private func reading(_ fields: String..., name: String = "JSESSIONID") -> SessionCookie.Reading {
        var headers = HTTPFields()
        for field in fields { headers.append(HTTPField(name: .cookie, value: field)) }
        return SessionCookie(name: name, isSecure: true).reading(of: headers)
    }

    // S1, S2.
    @Test func `has the attributes that keep it from scripts, other sites and plain connections`() throws {
        let identifier = try #require(identifier)
        #expect(
            SessionCookie().field(identifier, overTLS: true).value
                == "JSESSIONID=\(identifier.text); Path=/; Secure; HttpOnly; SameSite=Lax"
        )
        let open = SessionCookie(name: "sid", isHTTPOnly: false, isSecure: false, sameSite: .strict)
        #expect(open.field(identifier, overTLS: true).value == "sid=\(identifier.text); Path=/; SameSite=Strict")
        #expect(SessionCookie().field(identifier, overTLS: false).value.contains("Secure") == false)
        #expect(SessionCookie(isSecure: true).field(identifier, overTLS: false).value.contains("; Secure"))
        #expect(
            SessionCookie().expiry(overTLS: true).value
                == "JSESSIONID=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"
        )
    }

    @Test func `is found among others, wherever it stands`() throws {
        let identifier = try #require(identifier)
        let text = "JSESSIONID=\(identifier.text)"
        #expect(reading(text) == .identifier(identifier))
        #expect(reading("a=b; \(text);c=d") == .identifier(identifier))
        #expect(reading("a=b", text) == .identifier(identifier))
        #expect(reading(text, text) == .identifier(identifier))
        #expect(reading("a=b; xJSESSIONID=\(identifier.text); jsessionid=\(identifier.text)") == .absent)
        #expect(reading() == .absent)
    }

    // C14.
    @Test func `is refused where two differ`() throws {
        let text = "JSESSIONID=\(try #require(identifier).text)"
        #expect(reading("\(text); JSESSIONID=bad") == .ambiguous)
        #expect(reading("JSESSIONID=bad", text) == .ambiguous)
    }

    @Test(arguments: [
        "", "x", "\"\(String(repeating: "A", count: 43))\"", String(repeating: "A", count: 42) + "B",
        String(repeating: "A", count: 44), String(repeating: "A", count: 42) + "=",
        "node01abcdefghijklmnopqrstuvwxyz0123456.node0",
    ])
    func `is unusable with a value that no session has`(value: String) {
        #expect(reading("JSESSIONID=\(value)") == .unusable)
    }

    // S3.
    @Test func `carries 256 random bits, of which the server keeps the hash`() throws {
        var seen: Set<String> = []
        var counts = [Int](repeating: 0, count: 256)
        for _ in 0..<20_000 {
            let identifier = try SessionIdentifier()
            let bytes = try #require(Base64URL.decode(identifier.text))
            #expect(bytes.count == 32)
            for byte in bytes { counts[Int(byte)] += 1 }
            seen.insert(identifier.text)
        }
        #expect(seen.count == 20_000)
        // Chi-square with 255 degrees of freedom: beyond 400 once in a hundred million runs.
        let expected = 20_000.0 * 32 / 256
        #expect(counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected } < 400)
        let one = try SessionIdentifier()
        #expect(one.hash == Digest.sha256(Array(one.text.utf8)))
        #expect(!"\(one)".contains(one.text))
    }
}
