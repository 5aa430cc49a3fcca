import GIRPKI
import Testing

@testable import GIRLinks

@Suite struct `Addresses that only this machine reaches` {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("0.0.0.0", true), ("0.1.2.3", true), ("169.254.169.254", true),
        ("224.0.0.1", true), ("255.255.255.255", true), ("100.100.100.200", true), ("168.63.129.16", true),
        ("::", true), ("::1", true), ("::ffff:127.0.0.1", true), ("::127.0.0.1", true), ("fe80::1", true),
        ("febf::1", true), ("ff02::1", true), ("fd00:ec2::254", true), ("64:ff9b::7f00:1", true),
        ("64:ff9b::a9fe:a9fe", true), ("::ffff:169.254.1.1", true), ("10.0.0.1", false), ("172.16.0.1", false),
        ("192.168.1.1", false), ("100.64.0.1", false), ("128.0.0.1", false), ("::ffff:10.0.0.1", false),
        ("64:ff9b::a00:1", false), ("2001:db8::1", false), ("fd00::1", false), ("fec0::1", false),
    ]) func `are told from others`(_ text: String, _ isLocal: Bool) throws {
        #expect(LocalAddress.isOne(try #require(IPAddress.bytes(text))) == isLocal)
        let host = text.contains(":") ? "[\(text)]" : text
        #expect(LocalAddress.isWritten(in: try #require(WebAddress("https://\(host)/a"))) == isLocal)
    }

    @Test func `have names, too`() throws {
        for (host, isLocal) in [
            ("localhost", true), ("LOCALHOST:81", true), ("a.localhost", true), ("local.test", false),
        ] {
            #expect(LocalAddress.isWritten(in: try #require(WebAddress("http://\(host)"))) == isLocal)
        }
    }
}
