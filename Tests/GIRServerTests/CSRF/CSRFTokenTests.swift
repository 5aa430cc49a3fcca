import GIRPKI
import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `CSRF tokens` {
    private static let secret = (0..<32).map { UInt8($0 * 7) }

    @Test func `are 86 characters, another each time, and all good`() throws {
        var seen: Set<String> = []
        for _ in 0..<10_000 {
            let token = try CSRFToken.masked(Self.secret)
            #expect(token.utf8.count == 86)
            #expect(CSRFToken.matches(token, Self.secret))
            seen.insert(token)
        }
        #expect(seen.count == 10_000)
    }

    @Test func `are bad with any one bit changed`() throws {
        let token = try CSRFToken.masked(Self.secret)
        let bytes = try #require(Base64URL.decode(token))
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!CSRFToken.matches(Base64URL.encode(changed), Self.secret))
        }
    }

    @Test func `are bad in every other form`() throws {
        let token = try CSRFToken.masked(Self.secret)
        let others = [
            "", token.uppercased(), token + "=", token + "A", String(token.dropLast()), " " + token, "\(token)\n",
            Base64URL.encode(Self.secret), Base64URL.encode(Self.secret + Self.secret),
            String(repeating: "A", count: 86), String(repeating: "A", count: 100_000),
            "9b2e4b5c-5b0c-4d0e-8d2c-0c3d1f0a9b8e",
        ]
        for other in others { #expect(!CSRFToken.matches(other, Self.secret), "\(other.prefix(90))") }
    }

    @Test func `of one session are bad in another, and none is good in a session without a secret`() throws {
        let token = try CSRFToken.masked(Self.secret)
        #expect(!CSRFToken.matches(token, Self.secret.reversed()))
        #expect(!CSRFToken.matches(Base64URL.encode([UInt8](repeating: 0, count: 64)), []))
    }
}
