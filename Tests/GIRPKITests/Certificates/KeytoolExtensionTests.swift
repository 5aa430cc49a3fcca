import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `An extension in keytool's grammar` {
    @Test(arguments: [
        ("BC", "2.5.29.19", true, "30030101ff"), ("bc=ca:true,pathlen:0", "2.5.29.19", true, "30060101ff020100"),
        ("bc=3", "2.5.29.19", true, "30060101ff020103"), ("BasicConstraints=ca:false", "2.5.29.19", true, "3000"),
        ("KU=digitalSignature,keyCertSign", "2.5.29.15", true, "03020284"), ("ku=dS", "2.5.29.15", true, "03020780"),
        ("KeyU=nonRep", "2.5.29.15", true, "03020640"), ("ku=cRLS,decipherOnly", "2.5.29.15", true, "0303070280"),
        ("EKU=serverAuth", "2.5.29.37", false, "300a06082b06010505070301"),
        ("eku:critical=ocsps,1.2.3", "2.5.29.37", true, "300e06082b0601050507030906022a03"),
        ("SAN=dns:a,ip:1.2.3.4", "2.5.29.17", false, "30098201618704" + "01020304"),
        ("subj:c=dns:a", "2.5.29.17", true, "3003820161"), ("1.2.3=0500", "1.2.3", false, "0500"),
        ("1.2.3:critical=05:00", "1.2.3", true, "0500"),
    ])
    func `is understood`(text: String, oid: String, isCritical: Bool, value: String) throws {
        let item = try CertificateExtension(keytool: text)
        #expect(item.oid == oid)
        #expect(item.isCritical == isCritical)
        #expect(item.value.hex.hasPrefix(value), "\(item.value.hex)")
    }

    @Test(arguments: [
        "", "=", ":", "nonsense", "KU", "KU=", "KU=key", "KU=smoke", "EKU=everything", "EKU=1", "SAN=host", "SAN=dns:",
        "BC=yes", "BC=ca", "BC=pathlen:-1", "BC=pathlen:x", "BC:loud=ca:true", "1.2.3", "1.2.3=0", "1.2.3=zz",
        "1.2.3=+1",
        "9.9.9=0500", "1.99.1=0500", "1..2=0500", "1.2.99999999999999999999=05", ".=00", "KU:critical",
        "EKU=1.2.99999999999999999999",
    ])
    func `is refused where it is not one`(text: String) {
        #expect(throws: PKIError(.invalidParameter, "")) { try CertificateExtension(keytool: text) }
    }
}

@Suite struct `A certificate file` {
    private let chain: [Certificate]

    init() throws {
        let pki = try TestPKI()
        chain = try pki.server().chain + [pki.root.certificate]
    }

    @Test(.enabled(if: Tool.openssl.found || Tool.required), arguments: ["DER", "PEM"])
    func `may be PKCS#7, also under the name of a certificate`(form: String) async throws {
        let folder = try TemporaryDirectory()
        _ = try folder.write(chain.map(\.pem).joined(), to: "chain.pem")
        let made = try await Tool.openssl.run(
            ["crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform", form, "-out", "p7b"],
            in: folder
        )
        #expect(made.status == 0)
        #expect(Set(try Certificate.readAll(folder.bytes("p7b"))) == Set(chain))
        guard form == "PEM" else { return }
        let renamed = try folder.text("p7b").replacing("PKCS7", with: "CERTIFICATE") + chain[0].pem
        #expect(Set(try Certificate.readAll(Array(renamed.utf8))) == Set(chain))
        for mutation in Mutations.truncations(of: try folder.bytes("p7b"), step: 7) {
            _ = try? Certificate.readAll(mutation.bytes)
        }
    }

    @Test func `says that a request is none`() throws {
        let request = try CertificateRequest(
            subject: DistinguishedName("CN=a"),
            extensions: [],
            key: PrivateKey.generate(.ed25519)
        )
        #expect(try CertificateRequest(request.der).information == request.information)
        #expect(throws: PKIError.self) { try CertificateRequest(request.der.dropLast(3).map(\.self)) }
        do {
            _ = try Certificate.readAll(Array(request.pem.utf8))
            Issue.record("a request was taken for a certificate")
        } catch {
            #expect(error.reason == "this is a request for a certificate")
        }
    }

    @Test func `with one damaged block is refused`() {
        let damaged = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
        #expect(throws: PKIError(.malformed, "")) { try Certificate.readAll(Array((chain[0].pem + damaged).utf8)) }
    }

    @Test func `completes a chain with issuers that others have`() throws {
        let key = try chain[0].publicKey
        let alone = try CertificateChain(of: key, from: [chain[0]])
        #expect(alone.missingIssuer == chain[0].issuer)
        let completed = alone.completed(from: try TestPKI().server().chain + chain.reversed())
        #expect(completed.certificates == chain)
        #expect(completed.missingIssuer == nil && completed.unused.isEmpty)
    }
}
