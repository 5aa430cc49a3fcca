import GIRPKI
import GIRTestSupport
import Testing

@testable import GIRServer

@Suite struct `Lines of an authentication helper` {
    @Test(
        arguments: [
            ("alice", "secret", nil, "alice secret\n"), ("alice", "secret", 7, "7 alice secret\n"),
            ("a b%c", "p q\"\\=ä", nil, "a%20b%25c p%20q%22%5C%3D%C3%A4\n"), ("", "", nil, " \n"),
            ("a\nb", "c\r\u{0}", nil, "a%0Ab c%0D%00\n"),
        ] as [(String, String, Int?, String)]
    )
    func `ask with both parts encoded`(user: String, password: String, channel: Int?, line: String) {
        let credentials = BasicCredentials(userName: user, password: Secret(password))
        #expect(HelperLine.request(credentials, channel: channel).revealText() == line)
    }

    @Test(
        arguments: [
            ("OK", .accepted, [:]), ("ERR", .refused, [:]), ("BH", .broken, [:]), ("  OK  ", .accepted, [:]),
            ("OK user=alice roles=agent,admin", .accepted, ["user": ["alice"], "roles": ["agent,admin"]]),
            ("OK user=a%20b roles=", .accepted, ["user": ["a b"], "roles": [""]]),
            (#"OK user="a \"b\" c" roles=x"#, .accepted, ["user": [#"a "b" c"#], "roles": ["x"]]),
            ("OK roles=agent roles=admin", .accepted, ["roles": ["agent", "admin"]]),
            (#"ERR message="wrong password""#, .refused, ["message": ["wrong password"]]),
            ("ERR Login failed", .refused, ["message": ["Login failed"]]),
            ("BH message=a%", .broken, ["message": ["a%"]]), ("OK user=\"open", .accepted, ["user": ["open"]]),
            ("OK =x", .accepted, ["message": ["=x"]]),
        ] as [(String, HelperReply.Word, [String: [String]])]
    )
    func `answer with a word and pairs`(line: String, word: HelperReply.Word, values: [String: [String]]) {
        let reply = HelperReply(line)
        #expect(reply?.word == word)
        #expect(reply?.values == values)
    }

    @Test(arguments: ["", " ", "ok", "OKAY", "YES", "1 OK", "user=alice"])
    func `are no answers where the word is another`(line: String) { #expect(HelperReply(line) == nil) }

    @Test func `name their channel in front`() {
        #expect(HelperReply.channel(of: "12 OK user=a")?.number == 12)
        #expect(HelperReply.channel(of: "12 OK user=a")?.rest == "OK user=a")
        for line in ["OK", "", "-1 OK", "1234567890 OK", "a OK"] { #expect(HelperReply.channel(of: line) == nil) }
    }

    @Test func `are read from any bytes without a fault`() {
        let valid = Array(#"3 OK user="a \" b" roles=agent%2Cadmin message=x"#.utf8)
        for change in Mutations.random(of: valid, count: 2000, seed: 3) {
            let text = String(decoding: change.bytes, as: UTF8.self)
            _ = HelperReply(text)
            _ = HelperReply.channel(of: text).map { HelperReply($0.rest) }
        }
    }
}
