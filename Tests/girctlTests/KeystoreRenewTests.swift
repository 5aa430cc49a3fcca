import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl keystore certreq` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), arguments: ["rsa", "ec"])
    func `writes a request that openssl accepts, with the names of the certificate`(algorithm: String) async throws {
        _ = try await keystore.run(
            [
                "genkey", "store", "--san", "dns:h", "--san", "ip:10.0.0.1", "--dname", "CN=h, O=A", "--algorithm",
                algorithm,
            ],
            password: "pw"
        )
        let arguments = ["certreq", "store", "--out", "h.csr"]
        #expect(try await keystore.run(arguments + ["--check"], password: "pw").status == 3)
        let result = try await keystore.run(arguments, password: "pw")
        #expect(result.status == 0, "\(result)")
        let text = try await request("h.csr")
        #expect(text.contains("self-signature verify OK"), "\(text)")
        #expect(text.contains("O = A, CN = h") && text.contains("DNS:h, IP Address:10.0.0.1"), "\(text)")
        let before = try folder.files()
        #expect(try await keystore.run(arguments, password: "pw").stderr.contains("nothing was changed"))
        #expect(try folder.files() == before)

        let other = arguments + ["--dname", "CN=other", "--san", "dns:other", "--ext", "KU=digitalSignature"]
        #expect(try await keystore.run(other, password: "pw").status == 0)
        let changed = try await request("h.csr")
        #expect(
            changed.contains("CN = other") && changed.contains("DNS:other") && changed.contains("Digital Signature")
        )
        #expect(!changed.contains("DNS:h"))
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `wants a key that can sign`() async throws {
        let authority = try TestPKI().root
        _ = try folder.write(authority.key.pem().revealBytes() + Array(authority.certificate.pem.utf8), to: "ca.pem")
        for line in [
            "genpkey -algorithm X25519 -out x.key", "pkey -in x.key -pubout -out x.pub",
            "x509 -new -force_pubkey x.pub -subj /CN=x -CA ca.pem -CAkey ca.pem -days 9 -out x.pem",
            "pkcs12 -export -inkey x.key -in x.pem -name x -passout file:pw -out x.p12",
        ] {
            let result = try await Tool.openssl.run(line.split(separator: " ").map(String.init), in: folder)
            #expect(result.status == 0, "\(line): \(result)")
        }
        try await keystore.run("certreq", "x.p12")
            .expectFailure(
                65,
                "'x.p12': this kind of key cannot sign: X25519",
                hint: "make one that can: girctl keystore genkey"
            )
    }

    @Test func `wants a private key and another file`() async throws {
        _ = try folder.write(TestPKI().root.certificate.pem, to: "ca.pem")
        _ = try await keystore.run("import", "trust", "--trusted", "ca.pem")
        let trust = try await keystore.run("certreq", "trust")
        #expect(trust.status == 65)
        #expect(trust.stderr.contains("is a trusted-certificate, not a private-key entry"), "\(trust)")
        #expect(try await keystore.run("certreq", "trust", "--out", "trust").status == 64)
    }

    private func request(_ file: String) async throws -> String {
        let result = try await Tool.openssl.run(["req", "-in", file, "-noout", "-verify", "-text"], in: folder)
        return result.stdout + result.stderr
    }
}

@Suite struct `girctl keystore renew` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws { keystore = try KeystoreFolder() }

    @Test(arguments: ["jks", "pkcs12"])
    func `keeps key, alias, subject, names and usages`(type: String) async throws {
        _ = try await keystore.run(
            [
                "genkey", "store", "--alias", "jetty", "--san", "dns:h", "--dname", "CN=h, O=A", "--days", "10",
                "--ext",
                "EKU:critical=codeSigning", "--type", type, "--algorithm", "ec",
            ],
            password: "pw"
        )
        let old = try entry()
        let key = try old.privateKey(keyPassword: nil).publicKey
        #expect(try await keystore.run("renew", "store", "--check").status == 3)
        let result = try await keystore.run("renew", "store")
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr.contains("has a new certificate for 'jetty', valid until 2028-02-16T08:00:00Z"))
        #expect(result.stderr.hasSuffix("needs it: girctl keystore export store --alias jetty --cert\n"), "\(result)")
        let new = try entry()
        let exported = try await keystore.run("export", "store", "--alias", "jetty", "--cert")
        #expect(exported.stdout == new.certificates.first?.pem)
        #expect(try new.privateKey(keyPassword: nil).publicKey == key)
        let (before, after) = (try #require(old.certificates.first), try #require(new.certificates.first))
        #expect(after.subject == before.subject && after.notAfter > before.notAfter && after.isSigned(by: after))
        #expect(Set(after.extensions) == Set(before.extensions))
        #expect(after.serialNumber != before.serialNumber)

        let bytes = try folder.bytes("store")
        for options in [[], ["--check"], ["--days", "9000", "--within", "30d"]] {
            let again = try await keystore.run(["renew", "store"] + options, password: "pw")
            #expect(again.status == 0)
            #expect(again.stderr.contains("is valid until 2028-02-16T08:00:00Z; nothing was changed"), "\(again)")
        }
        #expect(try folder.bytes("store") == bytes)
        #expect(try await keystore.run("renew", "store", "--force").status == 0)
        #expect(try await keystore.run("renew", "store", "--san", "dns:i").status == 0)
        #expect(try entry().certificates.first?.subjectAlternativeNames == [.dns("i")])
        #expect(try folder.files().count == 3)
    }

    @Test func `leaves what an authority signed to the authority`() async throws {
        let server = try TestPKI().server()
        _ = try folder.write(Array(server.chainPEM.utf8) + server.key.pem().revealBytes(), to: "all.pem")
        _ = try await keystore.run("import", "store", "--cert", "all.pem")
        let result = try await keystore.run("renew", "store")
        #expect(result.status == 65)
        #expect(result.stderr.contains("was signed by 'CN=Test Issuer'"), "\(result)")
        #expect(result.stderr.contains("girctl keystore certreq store --alias mykey --out request.csr"))
    }

    private func entry() throws -> KeyStoreEntry {
        let store = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        return try #require(store.entries.first)
    }
}
