import FoundationEssentials
import GIRPKI
import GIRTestSupport
import Testing

@Suite struct `girctl keystore expiry` {
    private let keystore: KeystoreFolder
    private var folder: TemporaryDirectory { keystore.folder }

    init() throws {
        keystore = try KeystoreFolder()
        let pki = try TestPKI()
        for (name, days) in [("good", 90.0), ("soon", 20), ("now", 3), ("over", -0.5)] {
            let server = try pki.selfSigned(subject: "CN=\(name)", validDays: -10...days)
            _ = try folder.write(server.chainPEM, to: "\(name).pem")
            for format in [KeyStoreFormat.jks, .pkcs12] {
                var store = KeyStore(format: format)
                try store.set(
                    .privateKey(alias: "a", key: server.key, chain: server.chain, keyPassword: nil, created: pki.now),
                    replacing: false
                )
                _ = try folder.write(store.encoded(password: Secret("changeit")), to: "\(name).\(format.rawValue)")
            }
        }
    }

    @Test(arguments: ["pem", "JKS", "PKCS12"])
    func `tells by its status whether something expires soon`(ending: String) async throws {
        let cases: [(name: String, word: String, status: Int32, nagios: Int32, line: String)] = [
            ("good", "ok        90 days left", 0, 0, "CERTIFICATES OK - 1 certificate good: 90 days left, good."),
            ("soon", "warning   20 days left", 1, 1, "CERTIFICATES WARNING - 1 of 1 expire: 20 days left, soon."),
            ("now", "critical  3 days left", 1, 2, "CERTIFICATES CRITICAL - 1 of 1 expire: 3 days left, now."),
            ("over", "expired   expired 0 days ago", 1, 2, "CERTIFICATES CRITICAL - 1 of 1 expire: expired 0 days ago"),
        ]
        for (name, word, status, nagios, line) in cases {
            let text = try await keystore.run("expiry", "\(name).\(ending)")
            #expect(text.status == status, "\(text)")
            #expect(text.stdout.hasPrefix(word), "\(text)")
            let plugin = try await keystore.run("expiry", "\(name).\(ending)", "--nagios")
            #expect(plugin.status == nagios, "\(plugin)")
            #expect(plugin.stdout.hasPrefix(line), "\(plugin)")
            #expect(plugin.stdout.split(separator: "\n").count == 1)
        }
        #expect(try await keystore.run("expiry", "soon.\(ending)", "--warn", "19").status == 0)
        #expect(try await keystore.run("expiry", "soon.\(ending)", "--warn", "500h", "--crit", "3w").status == 64)
        #expect(try await keystore.run("expiry", "soon.\(ending)", "--warn", "soon").status == 64)
        #expect(try await keystore.run("expiry", "good.\(ending)", "--warn", "13w").status == 1)
    }

    @Test func `reads a JKS without its password, and says which file needs one`() async throws {
        let jks = try await keystore.run(["expiry", "good.JKS"], password: nil)
        #expect(jks.status == 0, "\(jks)")
        let p12 = try await keystore.run(["expiry", "good.PKCS12", "good.pem"], password: nil)
        #expect(p12.status == 2)
        #expect(p12.stdout.contains("unknown   good.PKCS12: the keystore is protected by a password"), "\(p12)")
        #expect(p12.stdout.contains("good.pem: CN=good"))
        let plugin = try await keystore.run(["expiry", "good.PKCS12", "good.pem", "--nagios"], password: nil)
        #expect(plugin.status == 3)
        #expect(plugin.stdout.contains("UNKNOWN"))
        // What is known to be wrong counts more than what is not known.
        let both = try await keystore.run(["expiry", "good.PKCS12", "over.pem", "--nagios"], password: nil)
        #expect(both.status == 2)
    }

    @Test func `reads a JKS whose password is another one, and says that it is not verified`() async throws {
        for (name, status, nagios) in [("good", Int32(0), Int32(0)), ("soon", 1, 1), ("now", 1, 2), ("over", 1, 2)] {
            let file = "\(name).JKS"
            let text = try await keystore.run(["expiry", file], password: "pw2")
            #expect(text.status == status, "\(text)")
            #expect(text.stdout.contains("note      \(file): its integrity was not checked"), "\(text)")
            let plugin = try await keystore.run(["expiry", file, "--nagios"], password: "pw2")
            #expect(plugin.status == nagios && plugin.stdout.contains(", 1 not verified: '\(file)'"), "\(plugin)")
        }
        let both = try await keystore.run(["expiry", "over.PKCS12", "now.JKS", "--json"], password: "pw2")
        #expect(both.status == 2, "\(both)")
        let report = try JSONDecoder().decode(Report.self, from: Data(both.outputBytes))
        #expect(report.worst == "critical")
        #expect(report.unreadable.map(\.file) == ["over.PKCS12"] && report.unverified.map(\.file) == ["now.JKS"])
        let metrics = try await keystore.run(["expiry", "now.JKS", "--prometheus"], password: "pw2")
        #expect(metrics.stdout.contains("\ngirctl_cert_unverified_files 1\n"), "\(metrics)")
    }

    @Test func `looks through folders and passes over what holds no certificates`() async throws {
        for name in ["soon.pem", "now.pem", "over.pem", "soon.JKS", "now.JKS", "over.JKS"] {
            _ = try folder.write(folder.bytes(name), to: "live/deep/\(name)")
        }
        _ = try folder.write("just text", to: "live/README")
        _ = try folder.write("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", to: "live/some.key")
        _ = try folder.write(folder.bytes("good.pem"), to: "live/.hidden")
        let result = try await keystore.run("expiry", "live", "--json")
        #expect(result.status == 1, "\(result)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.outputBytes))
        #expect(report.schema == "girctl.keystore-expiry/1" && report.worst == "expired" && report.unreadable.isEmpty)
        #expect(report.certificates.map(\.daysLeft) == [-1, -1, 3, 3, 20, 20])
        #expect(Set(report.certificates.map { "\($0.file) \($0.alias ?? "-")" }).contains("live/deep/soon.JKS a"))
        let named = try await keystore.run("expiry", "live/README")
        #expect(named.status == 2)
        #expect(try await keystore.run("expiry", "nowhere").status == 66)
        let plugin = try await keystore.run("expiry", "nowhere", "--nagios")
        #expect(plugin.status == 3)
        #expect(plugin.stdout == "CERTIFICATES UNKNOWN - 'nowhere' does not exist\n")
    }

    @Test func `prints metrics`() async throws {
        _ = try folder.write(TestPKI().selfSigned(subject: #"CN="q\"\\x""#).chainPEM, to: "odd.pem")
        let result = try await keystore.run("expiry", "soon.JKS", "odd.pem", "over.pem", "--prometheus")
        #expect(result.status == 0, "\(result)")
        let lines = result.stdout.split(separator: "\n").map(String.init)
        let pattern = /[a-z_]+(?:\{(?:[a-z0-9]+="(?:[^"\\]|\\["\\n])*",?)+\})? -?\d+/
        #expect(lines.allSatisfy { $0.hasPrefix("# ") || $0.wholeMatch(of: pattern) != nil }, "\(result)")
        #expect(
            lines.contains {
                $0.hasPrefix("girctl_cert_not_after_seconds{file=\"soon.JKS\",alias=\"a\",subject=\"CN=soon\"")
                    && $0.hasSuffix(" 1801728000")
            }
        )
        #expect(lines.contains("girctl_cert_unreadable_files 0") && lines.last == "girctl_cert_unverified_files 0")
        let unreadable = try await keystore.run(["expiry", "good.PKCS12", "--prometheus"], password: nil)
        #expect(unreadable.status == 2)
        #expect(unreadable.stdout.contains("girctl_cert_unreadable_files 1"))
    }

    private struct Report: Decodable {
        let schema: String
        let worst: String
        let certificates: [Item]
        let unreadable: [Unreadable]
        let unverified: [Unreadable]

        struct Item: Decodable {
            let file: String
            let alias: String?
            let status: String
            let daysLeft: Int
        }

        struct Unreadable: Decodable {
            let file: String
        }
    }
}
