import Testing

@testable import GIRPKI

@Suite struct `A host name` {
    @Test(arguments: [
        ("Host.Example.COM", "host.example.com"), ("host.example.com.", "host.example.com"), ("localhost", "localhost"),
        ("a_b.example", "a_b.example"), ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"), ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("10.0.0.1", "10.0.0.1"), ("::1", "::1"), ("[2001:DB8::1]", "2001:db8::1"), ("1.example", "1.example"),
        ("😜.example", "xn--628h.example"),
    ])
    func `is read as URLs and configurations write it`(text: String, expected: String) {
        #expect(HostName(text)?.description == expected)
    }

    @Test(arguments: [
        "", ".", "..", "a..b", ".a", "a..", "-a.b", "a-.b", "a b", "*.example.com", "https://a", "a:1", "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256", "01.2.3.4", "0x7f.1", "a.1", "[10.0.0.1", "[host]", "fe80::1%eth0", ":::", "a\u{0}b", "ä\u{0}",
        String(repeating: "a", count: 64), String(repeating: "a.", count: 200) + "b", String(repeating: "ü", count: 60),
        String(repeating: "9", count: 5000),
    ])
    func `is nothing else`(text: String) { #expect(HostName(text) == nil) }

    @Test(arguments: [
        ("bücher", "bcher-kva"), ("münchen", "mnchen-3ya"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"), ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
        ("ü", "tda"),
    ])
    func `of another script is encoded as RFC 3492 shows`(label: String, expected: String) {
        #expect(Punycode.encode(label.unicodeScalars) == expected)
    }
}

@Suite struct `The name rules` {
    private struct Presented: Sendable {
        var names: [String] = []
        var subject = "CN=nobody"
        var issuer = "CN=Issuer"
    }

    private func report(_ presented: Presented, _ host: String) throws -> NameReport {
        let trial = try TrustTrial {
            $0.intermediates[0].subject = presented.issuer
            $0.server = try .server(presented.subject, presented.names)
            $0.host = host
        }
        return try #require(try trial.result().names)
    }

    /// The kinds of rows that the host-name tables of Go, webpki, Mozilla and Chromium have.
    @Test(arguments: [
        ("a.b.c", "a.b.c", true), ("a.b.c", "b.b.c", false), ("example.com", "www.example.com", false),
        ("EXAMPLE.com", "example.COM", true), ("*.example.com", "www.example.com", true),
        ("*.example.com", "WWW.EXAMPLE.COM.", true), ("*.example.com", "example.com", false),
        ("*.example.com", "a.www.example.com", false), ("*.example.com", "https://www.example.com", false),
        ("*.example..com", "www.example..com", false), ("*.*.example.com", "a.b.example.com", false),
        ("*bar.example.com", "foobar.example.com", false), ("f*.example.com", "foo.example.com", false),
        ("www.*.com", "www.example.com", false),
        ("xn--*-1b3c148a.example.com", "xn--bliss-1b3c148a.example.com", false),
        ("*.example.com", "xn--bcher-kva.example.com", true), ("*", "localhost", false), ("*.", "localhost", false),
        ("*.com", "example.com", false), ("www.example.com", "*.example.com", false),
        (".example.com", "example.com", false),
        (".example.com", "www.example.com", false), ("", "example.com", false), ("example.com", "", false),
        ("example.com.", "example.com", false), ("example.com", "example.com.", true),
        ("xn--bcher-kva.example", "bücher.example", true), ("bücher.example", "xn--bcher-kva.example", false),
        ("example.com\u{0}.evil.example", "example.com", false), ("10.0.0.1", "10.0.0.1", false),
        ("*.0.0.1", "10.0.0.1", false), ("localhost", "localhost", true), ("a_b.example", "a_b.example", true),
        ("www.example.com", "www-example.com", false), ("*.example.com", ".example.com", false),
    ])
    func `of RFC 9525 compare DNS names`(name: String, host: String, isMatch: Bool) throws {
        let found = NameReport(
            of: PathCertificate(try TrustTrial { $0.server = try .server("", ["dns:\(name)"]) }.certificates()[0]),
            host: host
        )
        #expect(found.rfc9525.by == (isMatch ? .sanDNS : nil))
    }

    @Test(arguments: [
        ("ip:10.0.0.1", "10.0.0.1", true), ("ip:10.0.0.1", "[10.0.0.1]", true), ("ip:10.0.0.1", "10.0.0.2", false),
        ("ip:10.0.0.1", "010.0.0.1", false), ("ip:10.0.0.1", "10.1", false), ("ip:::1", "0:0::1", true),
        ("ip:::1", "[::1]", true), ("ip:2001:db8::1", "2001:DB8:0::1", true), ("ip:::ffff:10.0.0.1", "10.0.0.1", false),
        ("ip:0a0000", "10.0.0.1", false), ("email:a@b.example", "b.example", false),
        ("uri:https://b.example/", "b.example", false),
    ])
    func `of RFC 9525 compare addresses with addresses only`(name: String, host: String, isMatch: Bool) throws {
        #expect(try report(Presented(names: [name]), host).rfc9525.by == (isMatch ? .sanIP : nil))
    }

    @Test(arguments: [
        ("dns:host.example", "CN=x", "CN=y", "HOST.example.", NameMatch.Field.sanDNS),
        ("dns:other", "CN=host.example", "CN=y", "host.example", .subjectCN),
        ("dns:other", "CN=a, CN=Host.Example", "CN=y", "host.example", .subjectCN),
        ("dns:other", "CN=x", "CN=host.example", "host.example", .issuerCN),
        ("dns:host.example", "CN=host.example", "CN=host.example", "host.example", .sanDNS),
        ("dns:other", "CN=10.0.0.1", "CN=y", "10.0.0.1", .subjectCN),
        ("dns:10.0.0.1", "CN=x", "CN=y", "10.0.0.1", .sanDNS),
        ("dns:other", "CN=bücher.example", "CN=y", "xn--bcher-kva.example", .subjectCN),
        ("dns:other", "CN=Call Server 1", "CN=y", "call server 1", .subjectCN),
    ])
    func `of the guide accept equal names`(
        name: String,
        subject: String,
        issuer: String,
        host: String,
        expected: NameMatch.Field
    ) throws {
        let report = try report(Presented(names: [name], subject: subject, issuer: issuer), host)
        #expect(report.rws.by == expected)
    }

    @Test(arguments: ["www.example.com", "example.com", "10.0.0.1", ""])
    func `of the guide know no wildcards and no IP names`(host: String) throws {
        let report = try report(Presented(names: ["dns:*.example.com", "ip:10.0.0.1"]), host)
        #expect(report.rws.by == nil)
    }

    @Test func `decide as asked, and both are reported`() throws {
        var trial = try TrustTrial {
            $0.server = try .server("CN=host", ["dns:*.example.com"])
            $0.host = "host"
        }
        #expect(try trial.codes() == [.nameMismatch])
        trial.nameRule = .rws
        let result = try trial.result()
        #expect(result.isTrusted)
        #expect(
            result.notes == ["'host' matches the subject's common name alone: RWS accepts that, other clients do not"]
        )
        #expect(result.names?.rws.by == .subjectCN)
        #expect(result.names?.rfc9525.isMatch == false)
        trial.host = "www.example.com"
        let reason = try trial.result().reason
        #expect(reason?.code == .nameMismatch)
        #expect(reason?.message == "no name of the certificate matches 'www.example.com'")
        #expect(
            reason?.facts == ["the names there are: DNS name '*.example.com', subject CN 'host', issuer CN 'Issuer'"]
        )
    }

    @Test(arguments: [
        // As RFC 9525 where there are names; the subject's common name where there are none; the issuer's never.
        (Presented(names: ["dns:*.example.com"]), "a.example.com", NameMatch.Field.sanDNS),
        (Presented(names: ["ip:10.0.0.1"]), "10.0.0.1", .sanIP), (Presented(subject: "CN=host"), "host", .subjectCN),
        (Presented(names: ["email:a@b"], subject: "CN=host"), "host", .subjectCN),
        (Presented(names: ["dns:other"], subject: "CN=host"), "host", nil),
        (Presented(names: ["ip:10.0.0.1"], subject: "CN=host"), "host", nil),
        (Presented(issuer: "CN=host"), "host", nil),
    ])
    private func `of Java's HTTPS clients fall back to the subject`(
        _ presented: Presented,
        _ host: String,
        _ field: NameMatch.Field?
    ) throws {
        #expect(try report(presented, host).match(by: .https).by == field)
    }
}
