import GIRPKI
import Testing

@Suite struct `A secret` {
    @Test func `has no printable form`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(secret)" == Secret.mask)
    }

    @Test func `is equal by its bytes`() {
        #expect(Secret("hunter2") == Secret("hunter2"))
        #expect(Secret("hunter2") != Secret("hunter3"))
        #expect(Secret("hunter2") != Secret("hunter"))
        #expect(Secret("") == Secret([]))
    }

    @Test func `takes an array over and leaves nothing in it`() {
        var bytes = Array("hunter2".utf8)
        let secret = Secret(erasing: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.revealText() == "hunter2")
    }

    @Test func `comes from the random generator, another each time`() throws {
        let secret = try SecureRandom.secret(32)
        #expect(secret.count == 32)
        #expect(try secret != SecureRandom.secret(32))
        #expect(try SecureRandom.bytes(16) != SecureRandom.bytes(16))
        #expect(throws: PKIError(.invalidParameter, "")) { try SecureRandom.bytes(-1) }
    }
}
