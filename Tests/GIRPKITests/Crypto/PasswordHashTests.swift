import GIRTestSupport
import Testing

@testable import GIRPKI

@Suite struct `Password hashes` {
    private static let cheap = PasswordHash.Cost(logN: 4, r: 8, p: 1)
    private static let salt = Array(UInt8(0)..<16)

    @Test func `match the password that they were made of, and no other`() throws {
        let hash = try PasswordHash(of: Secret("correct horse"), cost: Self.cheap, salt: Self.salt)
        let read = try #require(PasswordHash(hash.text))
        for hash in [hash, read] {
            #expect(try hash.matches(Secret("correct horse")))
            for other in ["correct horsf", "correct horse ", "correct hors", "", "Correct horse"] {
                #expect(try !hash.matches(Secret(other)))
            }
        }
    }

    @Test func `are of the standard cost and salted`() throws {
        let (one, two) = (try PasswordHash(of: Secret("password")), try PasswordHash(of: Secret("password")))
        #expect(one.text.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(one.text != two.text)
        #expect(!one.isOutdated)
        #expect(try one.matches(Secret("password")))
    }

    @Test func `of another cost, salt or key are outdated`() throws {
        let salt = [UInt8](repeating: 1, count: 16)
        #expect(try PasswordHash(of: Secret("password"), cost: Self.cheap, salt: salt).isOutdated)
        #expect(
            PasswordHash("$scrypt$ln=15,r=8,p=3$c2FsdHNhbHQ$\(String(repeating: "A", count: 43))")?.isOutdated == true
        )
    }

    @Test(.enabled(if: Tool.python3.found || Tool.required))
    func `are what Python's scrypt makes`() async throws {
        let script = """
            import hashlib, base64, sys
            key = hashlib.scrypt("pässwörd".encode(), salt=bytes(range(250, 256)) + bytes(10), n=2**14, r=8, p=2,
                                 maxmem=2**27, dklen=32)
            b64 = lambda b: base64.b64encode(b).decode().rstrip("=")
            print(f"$scrypt$ln=14,r=8,p=2${b64(bytes(range(250, 256)) + bytes(10))}${b64(key)}")
            """
        let text = try await CommandRunner.run(Command("python3", ["-c", script])).succeeded().stdout
        let hash = try #require(PasswordHash(text.split(separator: "\n").joined()))
        #expect(try hash.matches(Secret("pässwörd")))
        #expect(try !hash.matches(Secret("password")))
        let made = try PasswordHash(
            of: Secret("pässwörd"),
            cost: .init(logN: 14, r: 8, p: 2),
            salt: Array(250...255) + [UInt8](repeating: 0, count: 10)
        )
        #expect(made.text == hash.text)
    }

    @Test(arguments: [0, 7, 1025, 100_000]) func `take no password of another length`(count: Int) {
        #expect(throws: PKIError(.limitExceeded, "")) {
            try PasswordHash(of: Secret([UInt8](repeating: 0x61, count: count)))
        }
    }

    @Test func `take a password of every byte as it is`() throws {
        let password = (0..<1024).map { UInt8(truncatingIfNeeded: $0) }
        let hash = try PasswordHash(of: Secret(password), cost: Self.cheap, salt: Self.salt)
        #expect(try hash.matches(Secret(password)))
        #expect(try !hash.matches(Secret(password.dropLast() + [0])))
    }

    @Test(arguments: [
        "", "$", "$$$$", "scrypt", "plain password",
        "$argon2id$v=19$m=16,t=2,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$c2FsdHNhbHQ",
        "$scrypt$ln=15,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA$",
        "$scrypt$r=8,ln=15,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=015,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=+15,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=0,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=0$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=-1,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=-8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=21,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=20,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=17,r=8,p=5$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=9223372036854775807,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=99999999999999999999,r=8,p=3$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$c2Fs$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$c2FsdHNhbHQ$AAAA",
        "$scrypt$ln=15,r=8,p=3$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=3$c2F_dHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ]) func `are not read from other texts`(text: String) { #expect(PasswordHash(text) == nil) }

    @Test func `are not read from a text whose end is cut off`() throws {
        let text = try PasswordHash(of: Secret("password"), cost: Self.cheap, salt: Self.salt).text
        for count in 0..<text.count {
            let cut = PasswordHash(String(text.prefix(count)))
            #expect(try cut?.matches(Secret("password")) != true)
        }
    }

    @Test func `that are decoys match nothing`() throws {
        #expect(try !PasswordHash.decoy.matches(Secret("password")))
        #expect(!PasswordHash.decoy.isOutdated)
        #expect(PasswordHash(PasswordHash.decoy.text) == nil)
    }

    @Test(arguments: [(14, 8, 3), (14, 8, 5), (13, 8, 1), (15, 8, 1), (15, 8, 2), (16, 8, 1), (10, 8, 1), (1, 1, 1)])
    func `of lesser cost are as much work to check as others`(logN: Int, r: Int, p: Int) throws {
        let cost = PasswordHash.Cost(logN: logN, r: r, p: p)
        let rest = try #require(cost.complement(to: .standard))
        let total = Double(cost.work + rest.work) / Double(PasswordHash.Cost.standard.work)
        #expect((0.98...1.02).contains(total), "\(rest)")
    }

    @Test func `are checked, or nobody's`() throws {
        let hash = try PasswordHash(of: Secret("password"), cost: Self.cheap, salt: Self.salt)
        #expect(try PasswordHash.check(Secret("password"), hash))
        #expect(try !PasswordHash.check(Secret("passwore"), hash))
        #expect(try !PasswordHash.check(Secret("password"), nil))
        #expect(PasswordHash.Cost.standard.complement(to: .standard) == nil)
        #expect(PasswordHash.Cost(logN: 16, r: 8, p: 2).complement(to: .standard) == nil)
    }

    @Test func `show nothing of themselves`() throws {
        let hash = try PasswordHash(of: Secret("password"), cost: Self.cheap, salt: Self.salt)
        #expect("\(hash)" == Secret.mask)
        #expect(String(reflecting: hash) == Secret.mask)
        var dumped = ""
        dump(hash, to: &dumped)
        #expect(dumped == "- \(Secret.mask)\n")
    }
}
