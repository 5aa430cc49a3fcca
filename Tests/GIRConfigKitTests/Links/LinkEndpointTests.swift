import GIRConfigKit
import Testing

@Suite struct `An address of a link` {
    @Test(arguments: [
        ("rws.example.com:443", "rws.example.com", 443, "rws.example.com"), ("10.0.0.1:9042", "10.0.0.1", 9042, nil),
        ("[2001:db8::1]:443", "2001:db8::1", 443, nil), ("Host.:1", "Host.", 1, "host"),
        ("bücher.example:65535", "bücher.example", 65_535, "xn--bcher-kva.example"),
        ("https://dav.example.com/recordings", "dav.example.com", 443, "dav.example.com"),
        ("HTTPS://dav.example.com:8443/a/b", "dav.example.com", 8443, "dav.example.com"),
    ])
    func `is read as people write it`(_ text: String, _ host: String, _ port: Int, _ serverName: String?) throws {
        let endpoint = try #require(LinkEndpoint(text))
        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
        #expect(endpoint.serverName == serverName)
    }

    @Test(arguments: [
        "", ":", "host", "host:", ":1", "host:0", "host:65536", "host:1x", "host:+1", "host:000001", "a b:1",
        "a\u{0}:1", "[::1]", "::1", "http://host:80/", "ftp://host:1", "a..b:1", "host:1:2", "https://", "https:///x",
    ])
    func `is refused where it is none`(_ text: String) {
        #expect(LinkEndpoint(text) == nil)
    }

    @Test func `may leave out the usual port`() {
        #expect(LinkEndpoint("node1", usualPort: 9042)?.port == 9042)
        #expect(LinkEndpoint("node1:9142", usualPort: 9042)?.port == 9142)
        #expect(LinkEndpoint("::1", usualPort: 9042)?.description == "[::1]:9042")
    }
}

@Suite struct `The links of a configuration` {
    private func configuration(_ text: String) throws -> ApplicationConfiguration {
        try #require(ApplicationConfiguration.read(SourceText(path: "a.yaml", bytes: Array(text.utf8))).configuration)
    }

    @Test func `are seven, in the guide's order`() throws {
        #expect(try configuration("jetty:\n  port: 1\n").links.map(\.name) == LinkName.allCases)
        let names = "configurationServer sipServer interactionServer webDAV recordingCryptoServer speechMiner cassandra"
        #expect(LinkName.allCases.map(\.rawValue).joined(separator: " ") == names)
    }

    @Test func `take nodes and backup nodes, and both Configuration Servers`() throws {
        let read = try configuration(
            """
            cassandraCluster:
              nodes: n1, n2:9142
              backup_nodes: n3, "n 4"
              useSSL: true
            onPremiseSettings: {cmeHost: a, cmePort: 2020, backupCmeHost: b, backupCmePort: 2021, tlsEnabled: true}
            """
        )
        let cassandra = read.link(.cassandra)
        #expect(cassandra.endpoints.map(\.description).prefix(3) == ["n1:9042", "n2:9142", "n3:9042"])
        #expect(cassandra.trust == .java(option: "cassandraCluster.trustStore"))
        #expect(cassandra.encryption == .on)
        #expect(read.link(.configurationServer).endpoints.map(\.description) == ["a:2020", "b:2021"])
        #expect(read.link(.sipServer).trust == .nothing(option: "serverSettings.caCertificate", because: "is not set"))
    }

    @Test func `are trusted as their options say`() throws {
        let read = try configuration(
            "serverSettings:\n  webDAVTrustedCA: false\n  rcsTrustedCA: /a.pem\n  caCertificate: ${CA}\n"
        )
        #expect(read.link(.webDAV).trust == .nothing(option: "serverSettings.webDAVTrustedCA", because: "is false"))
        let file = LinkSettings.Trust.truststore(path: "/a.pem", option: "serverSettings.rcsTrustedCA", password: nil)
        #expect(read.link(.recordingCryptoServer).trust == file)
        #expect(read.link(.speechMiner).trust == .java(option: "serverSettings.speechMinerTrustedCA"))
        #expect(read.link(.interactionServer).trust == .placeholder(option: "serverSettings.caCertificate"))
    }
}
