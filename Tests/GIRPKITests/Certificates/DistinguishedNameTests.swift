import GIRPKI
import Testing

@Suite struct `A distinguished name` {
    @Test(arguments: [
        ("CN=localhost", "CN=localhost"),
        ("cn=host , o=Company,C=US", "CN=host, O=Company, C=US"),
        ("CN=a\\, b, O=\"Quoted, Inc.\"", "CN=a\\, b, O=Quoted\\, Inc."),
        ("CN=J\\C3\\BCrgen", "CN=J\u{fc}rgen"),
        ("S=Bavaria, E=a@b.example", "ST=Bavaria, EMAILADDRESS=a@b.example"),
        ("DC=rws, DC=example, DC=com", "DC=rws, DC=example, DC=com"),
        ("2.5.4.3=by number", "CN=by number"),
        ("CN=one;OU=two", "CN=one, OU=two"),
    ])
    func `reads keytool's grammar and prints it as keytool does`(text: String, printed: String) throws {
        #expect(try DistinguishedName(text).description == printed)
    }

    @Test(arguments: [
        "", "host", "CN", "=host", "XX=host", "CN=\"open", "CN=host\\", "C=USA", "CN=\\C3\\28",
        "CN=" + String(repeating: "a", count: 65),
    ])
    func `refuses what it does not understand`(text: String) {
        #expect(throws: PKIError(.invalidParameter, "")) { try DistinguishedName(text) }
    }

    @Test func `lists common names and encodes the general part first`() throws {
        let name = try DistinguishedName("CN=host, O=Company")
        #expect(name.commonNames == ["host"])
        // SET { SEQUENCE { 2.5.4.10 … comes before 2.5.4.3.
        let organisation = try #require(name.der.firstRange(of: [0x06, 0x03, 0x55, 0x04, 0x0a]))
        let common = try #require(name.der.firstRange(of: [0x06, 0x03, 0x55, 0x04, 0x03]))
        #expect(organisation.lowerBound < common.lowerBound)
    }

    @Test func `prints control characters in hexadecimal`() throws {
        #expect(try DistinguishedName("CN=a\u{1b}[31mb").description == "CN=a\\1b[31mb")
    }
}
