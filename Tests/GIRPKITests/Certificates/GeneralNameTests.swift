import GIRPKI
import Testing

@Suite struct `A general name` {
    @Test(arguments: [
        ("dns:localhost", "dns:localhost"), ("DNS:*.example.com", "dns:*.example.com"),
        ("ip:127.0.0.1", "ip:127.0.0.1"), ("ip:::1", "ip:::1"), ("ip:2001:db8:0:0:1:0:0:1", "ip:2001:db8::1:0:0:1"),
        ("email:a@example.com", "email:a@example.com"), ("uri:https://example.com/", "uri:https://example.com/"),
    ])
    func `is read and printed as the command line writes it`(text: String, printed: String) throws {
        #expect(try GeneralName(text).description == printed)
    }

    @Test(arguments: [
        "localhost", "dns:", "dns:a b", "dns:-a.example", "dns:a..b", "dns:\u{fc}.example", "dns:a\n", "ip:300.1.1.1",
        "ip:localhost", "ip:fe80::1%eth0", "email:nobody", "uri:", "other:x",
    ])
    func `refuses what no certificate can name`(text: String) {
        #expect(throws: PKIError(.invalidParameter, "")) { try GeneralName(text) }
    }
}
