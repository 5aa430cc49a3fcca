import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// The recipes of the vendor's guide with keytool, which lose keys and certificates.
///
/// Each test has the number that the recipe has in the list of them, and shows that girctl does what it meant.
@Suite(.enabled(if: Tool.keytool.found && Tool.openssl.found || Tool.required))
struct `The recipes of the guide` {
    private let keystore: KeystoreFolder
    private let server: TestPKI.Identity
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws {
        keystore = try KeystoreFolder()
        server = try TestPKI(now: Date()).server()
        // What the guide calls jetty.crt: certificate and private key in one file.
        _ = try folder.write(Array(server.chainPEM.utf8) + server.key.pem().revealBytes(), to: "jetty.crt")
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `R1: loading a certificate with its key makes an entry that a server can serve from`(type: String) async throws
    {
        let result = try await keystore.run(
            ["import", "store", "--alias", "jetty", "--cert", "jetty.crt", "--type", type],
            password: "pw"
        )
        #expect(result.status == 0, "\(result)")
        #expect(try await keytoolList("store").contains("jetty, "))
        #expect(try await keytoolList("store").contains("PrivateKeyEntry"))

        // A certificate alone is not taken for a key's.
        _ = try folder.write(server.chainPEM, to: "alone.crt")
        let alone = try await keystore.run("import", "other", "--alias", "jetty", "--cert", "alone.crt")
        #expect(alone.status == 65)
        #expect(alone.stderr.contains("a server could not serve from it"), "\(alone)")
        #expect(!folder.exists("other"))
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `R2: changing the certificate is one step that loses no key`(type: String) async throws {
        let import_ = ["import", "store", "--alias", "jetty", "--cert", "jetty.crt", "--type", type]
        _ = try await keystore.run(import_, password: "pw")
        let before = try folder.bytes("store")
        let delete = try await keystore.run("delete", "store", "--alias", "jetty")
        #expect(delete.status == 64)
        #expect(try folder.bytes("store") == before)

        let new = try TestPKI(now: Date()).server()
        _ = try folder.write(Array(new.chainPEM.utf8) + new.key.pem().revealBytes(), to: "new.crt")
        let arguments = ["import", "store", "--alias", "jetty", "--cert", "new.crt", "--replace"]
        let replaced = try await keystore.run(arguments, password: "pw")
        #expect(replaced.status == 0, "\(replaced)")
        #expect(try await keytoolList("store").contains("PrivateKeyEntry"))
        let store = try KeyStore(decoding: folder.bytes("store"), password: Secret("changeit"))
        #expect(try store.privateKey("jetty", keyPassword: nil).publicKey == new.key.publicKey)
        #expect(try folder.bytes("store.20270115T080000Z.bak") == before)
        #expect(try folder.mode("store.20270115T080000Z.bak") == 0o600)
    }

    @Test func `R3: a generated key lasts 397 days, is in the format that was asked for, and is nobody else's`()
        async throws
    {
        let result = try await keystore.run(
            "genkey",
            "store",
            "--alias",
            "jetty",
            "--ext",
            "SAN=dns:rws.example.com,ip:10.0.0.1",
            "--type",
            "jks"
        )
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr.contains("valid until 2028-02-16T08:00:00Z"))
        #expect(try folder.mode("store") == 0o600)
        #expect(try folder.bytes("store").starts(with: [0xfe, 0xed, 0xfe, 0xed]))
        #expect(try await keytoolList("store").contains("PrivateKeyEntry"))
    }

    @Test(arguments: ["jks", "pkcs12"])
    func `R16: a file of three authorities becomes three trust anchors`(type: String) async throws {
        let bundle = try (1...3).map { try TestPKI().selfSigned(subject: "CN=CA \($0)").chainPEM }.joined()
        _ = try folder.write(bundle, to: "ca_cert.pem")
        let result = try await keystore.run("import", "store", "--trusted", "ca_cert.pem", "--type", type)
        #expect(result.stderr.contains("3 new entries"), "\(result)")
        let list = try await keytoolList("store")
        #expect(list.split(separator: "\n").filter { $0.contains("trustedCertEntry") }.count == 3, "\(list)")
    }

    @Test func `R17: Java sees the entries of a PKCS#12 truststore`() async throws {
        _ = try folder.write(TestPKI().root.certificate.pem, to: "ca.pem")
        let openssl = try await Tool.openssl.run(
            ["pkcs12", "-export", "-nokeys", "-in", "ca.pem", "-out", "openssl.p12", "-passout", "file:pw"],
            in: folder
        )
        #expect(openssl.status == 0)
        #expect(try await keytoolList("openssl.p12").contains("contains 0 entries"))
        for arguments in [["--trusted", "ca.pem"], ["--from", "openssl.p12", "--source-password-file", "pw"]] {
            let store = "store\(arguments.count)"
            let result = try await keystore.run(["import", store] + arguments, password: "pw")
            #expect(result.status == 0, "\(result)")
            #expect(try await keytoolList(store).contains("trustedCertEntry"))
        }
        // The store that Java saw nothing in, mended where it lies.
        #expect(try await keystore.run("convert", "openssl.p12", "--type", "jks").status == 0)
        #expect(try await keytoolList("openssl.p12").contains("trustedCertEntry"))
    }

    @Test func `R18: failures have statuses of their own, and the file is replaced, not written over`() async throws {
        _ = try await keystore.run("genkey", "store", "--san", "dns:h", "--algorithm", "ec")
        _ = try folder.write("another", to: "wrong")
        #expect(try await keystore.run(["list", "store"], password: "wrong").status == 65)
        #expect(try await keystore.run("list", "missing").status == 66)
        #expect(try await keystore.run("list").status == 64)
        let number = try folder.fileNumber("store")
        #expect(try await keystore.run("genkey", "store", "--alias", "b", "--san", "dns:h").status == 0)
        #expect(try folder.fileNumber("store") != number)
    }

    private func keytoolList(_ store: String) async throws -> String {
        try await Tool.keytool.run(["-list", "-keystore", store, "-storepass", "changeit"], in: folder).stdout
    }
}

extension TemporaryDirectory {
    /// The number that tells whether a file was replaced by another one.
    fileprivate func fileNumber(_ name: String) throws -> UInt64? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.systemFileNumber] as? UInt64
    }
}
