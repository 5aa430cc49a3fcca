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
        ("CN=a+OU=b", "CN=a+OU=b"),
        ("OU=b + CN=a, O=c+L=d, C=US", "CN=a+OU=b, L=d+O=c, C=US"),
        ("CN=a\\+b, O=\"c+d\"", "CN=a\\+b, O=c\\+d"),
    ])
    func `reads keytool's grammar and prints it as keytool does`(text: String, printed: String) throws {
        #expect(try DistinguishedName(text).description == printed)
    }

    @Test(arguments: [
        "", "host", "CN", "=host", "XX=host", "CN=\"open", "CN=host\\", "C=USA", "CN=\\C3\\28", "CN=a+", "+CN=a",
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

    @Test func `encodes attributes joined by a plus sign as one set`() throws {
        let name = try DistinguishedName("CN=a+OU=b, C=US")
        // SEQUENCE { SET { C }, SET { CN, OU } }
        #expect(
            name.der == [
                0x30, 0x23, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x55, 0x53, 0x31, 0x14,
                0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 0x61, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x0b,
                0x0c, 0x01, 0x62,
            ]
        )
        #expect(try DistinguishedName("OU=b+CN=a, C=US") == name)
    }

    @Test func `prints control characters in hexadecimal`() throws {
        #expect(try DistinguishedName("CN=a\u{1b}[31mb").description == "CN=a\\1b[31mb")
    }
}
