import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// PKCS#12 stores go both ways between girctl and OpenSSL's own program.
@Suite(.enabled(if: Tool.openssl.found || Tool.required, "openssl is not installed"))
struct `Keystores and openssl` {
    private typealias Interop = KeystoreInterop

    @Test(arguments: PKCS12Profile.allCases, KeystoreInterop.keys.map(\.name))
    func `openssl reads what is written here, without its legacy module`(
        _ profile: PKCS12Profile,
        _ name: String
    ) async throws {
        let folder = try TemporaryDirectory()
        let source = try #require(try Interop.store(.pkcs12).entry(name))
        for password in [Interop.password, "пароль"] {
            var store = KeyStore(format: .pkcs12)
            store.profile = profile
            try store.set(source, replacing: false)
            try folder.write(try store.encoded(password: Secret(password)), to: "store")
            let arguments = ["-in", "store", "-passin", "env:STORE_PASSWORD", "-nodes"]
            let output = try await Interop.pkcs12(arguments, in: folder, password: password)
            let expected = try source.privateKey(keyPassword: nil).publicKey
            #expect(try PrivateKey.read(output.outputBytes, password: nil).publicKey == expected)
            #expect(try Certificate.readAll(output.outputBytes) == source.certificates)
            #expect(output.stdout.contains("friendlyName: \(name)"))
        }
    }

    static let exports: [[String]] = [
        [],
        ["-legacy"],
        ["-legacy", "-descert"],
        ["-legacy", "-keypbe", "PBE-SHA1-RC2-128", "-certpbe", "PBE-SHA1-RC2-128"],
        ["-legacy", "-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-RC4-128"],
        ["-legacy", "-keypbe", "PBE-SHA1-RC4-40", "-certpbe", "PBE-SHA1-RC2-40"],
        ["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha384"],
        ["-keypbe", "DES-EDE3-CBC", "-certpbe", "AES-256-CBC", "-macalg", "sha512", "-iter", "100000"],
        ["-keypbe", "NONE", "-certpbe", "NONE"],
        ["-nomac"],
        ["-nomaciter", "-macalg", "sha224"],
    ]

    @Test(arguments: exports) func `what openssl writes is read here`(_ options: [String]) async throws {
        let folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Date())
        let server = try pki.server()
        try folder.write(try server.key.pem().revealBytes() + Array(server.chainPEM.utf8), to: "server.pem")
        for password in [Interop.password, "", "пароль"] {
            let names = [
                "-export", "-in", "server.pem", "-name", "Server", "-out", "store", "-passout", "env:STORE_PASSWORD",
            ]
            // In the environment an empty variable is one that is set.
            _ = try await Interop.pkcs12(names + options, in: folder, password: password)
            let store = try Interop.decode("store", in: folder, password: password)
            #expect(store.entries.count == 1, "\(store.entries.map(\.alias))")
            let entry = try #require(store.entry("server"))
            #expect(entry.kind == .privateKey)
            #expect(entry.certificates == server.chain)
            #expect(try entry.privateKey(keyPassword: nil).publicKey == server.key.publicKey)
        }
    }
}
