import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

/// Keystores as they are meant to be used: a Java server serves from them, and clients that verify it come through.
@Suite(.enabled(if: JavaServer.isThere || Tool.required, "no JDK or no Jetty"))
struct `Keystores that Java serves from` {
    private static let password = "store-password"
    private static let keyPassword = "other-password"
    private static let body = "served"

    /// A store to be made: its file, whose name says what is in it, and how.
    private struct Store {
        let file: String
        let keys: KeySpecification
        let options: [String]
        var hasOwnKeyPassword: Bool { file.contains("own") }
    }

    private static let stores: [Store] = [
        Store(file: "rsa.jks", keys: .rsa(bits: 2048), options: ["--type", "jks"]),
        Store(file: "ec.jks", keys: .ec(.p256), options: ["--type", "jks"]),
        Store(file: "ed25519.jks", keys: .ed25519, options: ["--type", "jks"]),
        Store(file: "rsa-own.jks", keys: .rsa(bits: 2048), options: []),
        Store(file: "rsa-modern.p12", keys: .rsa(bits: 2048), options: []),
        Store(file: "ec-java8.p12", keys: .ec(.p384), options: ["--profile", "java8"]),
        Store(file: "rsa-legacy.p12", keys: .rsa(bits: 2048), options: ["--profile", "legacy"]),
        Store(file: "ed25519-modern.p12", keys: .ed25519, options: ["--profile", "modern"]),
    ]

    private func makeStores(in folder: TemporaryDirectory) async throws {
        let pki = try TestPKI(now: Date())
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        try folder.write(Self.password, to: "pw")
        for store in Self.stores {
            let server = try pki.server(subject: "CN=\(store.file)", keys: store.keys)
            if store.hasOwnKeyPassword {
                var jks = KeyStore(format: .jks)
                let entry = try KeyStoreEntry.privateKey(
                    alias: "ключ",
                    key: server.key,
                    chain: server.chain,
                    keyPassword: Secret(Self.keyPassword),
                    created: pki.now
                )
                try jks.set(entry, replacing: false)
                try folder.write(try jks.encoded(password: Secret(Self.password)), to: store.file)
            } else {
                let pem = try server.key.pem().revealBytes() + Array(server.chainPEM.utf8)
                try folder.write(pem, to: "\(store.file).pem")
                let arguments = ["keystore", "import", store.file, "--alias", "ключ", "--cert", "\(store.file).pem"]
                let made = try await Girctl.run(arguments + ["--password-file", "pw"] + store.options, in: folder)
                try made.succeeded()
            }
        }
    }

    @Test func `curl and Python get an answer of SSLServerSocket and of Jetty from each`() async throws {
        let folder = try TemporaryDirectory()
        try await makeStores(in: folder)
        let server = try await JavaServer.compiled(
            in: folder,
            arguments: Self.stores.map(\.file),
            environment: ["STORE_PASSWORD": Self.password, "OTHER_PASSWORD": Self.keyPassword, "BODY": Self.body]
        )
        _ = try await CommandRunner.start(server, readyWhen: { $0 == "ready" }) { running in
            let lines = await running.lines()
            let listening = lines.map { $0.split(separator: " ") }.filter { $0.count == 3 && Int($0[2]) != nil }
            #expect(listening.count == 2 * Self.stores.count, "\(lines)")
            for line in listening {
                let url = "https://localhost:\(line[2])/"
                let answer = try await Tool.curl.run(
                    ["--silent", "--show-error", "--cacert", "ca.pem", url],
                    in: folder
                )
                #expect(answer.stdout == Self.body, "\(line): \(answer)")
            }
            let ports = listening.map { String($0[2]) }
            let python = try await Tool.python3.run(["-c", Self.client] + ports, in: folder)
            #expect(python.stdout == String(repeating: "\(Self.body)\n", count: ports.count), "\(python)")
        }
    }

    private static let client = """
        import http.client, ssl, sys
        context = ssl.create_default_context(cafile="ca.pem")
        for port in sys.argv[1:]:
            link = http.client.HTTPSConnection("localhost", int(port), context=context, timeout=120)
            link.request("GET", "/")
            print(link.getresponse().read().decode())
        """
}
