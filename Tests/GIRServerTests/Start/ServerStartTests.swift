import FoundationEssentials
import GIRConfigKit
import GIRPKI
import GIRServer
import GIRTestSupport
import Testing

@Suite struct `Server start` {
    private struct NoFile: Error {}

    private let pki: TestPKI
    private let log = LogLines()

    init() throws { pki = try TestPKI(now: LogLines.moment) }

    /// Reads the configuration with a keystore at `/conf/keystore` and nothing else.
    private func configuration(
        _ yaml: String,
        validDays: ClosedRange<Double> = -1...90,
        keyRing: EncryptionKeyRing? = nil
    ) throws -> ServerConfiguration {
        let server = try pki.server(validDays: validDays)
        var store = KeyStore(format: .jks)
        let entry = try KeyStoreEntry.privateKey(
            alias: "jetty",
            key: server.key,
            chain: server.chain,
            keyPassword: nil,
            created: pki.now
        )
        try store.set(entry, replacing: false)
        let bytes = try store.encoded(password: Secret("changeit"))
        let start = ServerStart(
            SourceText(path: "/conf/application.yaml", bytes: Array(yaml.utf8)),
            files: { path in
                guard path == "/conf/keystore" else { throw NoFile() }
                return bytes
            },
            keys: { _ in EncryptionKeys(keyRing) },
            openFiles: 1024,
            environment: log.environment()
        )
        return try start.configuration()
    }

    private func tls(_ more: String = "", password: String = "changeit") -> String {
        """
        jetty:
          host: rws.example.com
          idleTimeout: 12000
          enableSsl: true
          ssl:
            port: 9443
            keyStorePath: keystore
            keyStorePassword: \(password)

        """ + more
    }

    @Test func `reads the listener with TLS`() throws {
        let read = try configuration(tls())
        #expect(read.host == "rws.example.com")
        #expect(read.port == 9443)
        #expect(read.tls?.identity.alias == "jetty")
        #expect(read.limits.idle == .seconds(12))
        #expect(read.logsRequests)
        #expect(read.url(port: read.port) == "https://rws.example.com:9443")
    }

    @Test func `reads the listener without TLS, and then no keystore`() throws {
        let read = try configuration("jetty:\n  port: 8091\n  enableSsl: false\n  enableRequestLog: false\n")
        #expect(read.host == nil)
        #expect(read.port == 8091)
        #expect(read.tls == nil)
        #expect(!read.logsRequests)
    }

    @Test func `decrypts the password, with the keys only where they are needed`() throws {
        let ring = try EncryptionKeyRing.generate(created: pki.now)
        let value = try CryptValue(encrypting: Secret("changeit"), with: ring.active).text
        #expect(try configuration(tls(password: value), keyRing: ring).tls != nil)
        let error = #expect(throws: ConfigError.self) { try configuration(tls(password: value)) }
        #expect(error?.code == .keyMissing)
        #expect(error?.place?.path == "jetty.ssl.keyStorePassword")
    }

    @Test func `is refused on a lint error, with the report`() throws {
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration("jetty:\n  port: 80900\n") }
        #expect(refusal?.report.count(of: .error) == 1)
    }

    @Test func `is refused on what is not YAML`() throws {
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration("jetty: [") }
        #expect(refusal?.report.diagnostics.first?.id == "GIR000")
    }

    @Test(arguments: [
        "jetty:\n  enableSSL: true\n", "jetty:\n  enable-ssl: true\n", "jetty:\n  enableSsI: true\n",
        "jetty:\n  enableSsl:\n",
        "Jetty:\n  enableSsl: true\n", "jety:\n  enableSsl: true\n", "jetty.enableSsl: true\n", "enableSsl: true\n",
        "jetty:\n  ssl:\n    port: 9443\n", "jetty:\n  Host: 127.0.0.1\n",
        "jetty:\n  enableSsl: false\n  SSL:\n    port: 1\n",
        "jetty:\n  enableSsl: true\n  ssl:\n    keyStorePath: keystore\n    keyStorePassword: changeit\n    NeedClientAuth: true\n",
    ])
    func `is refused where a key that protects the listener would be ignored`(yaml: String) {
        let refusal = #expect(throws: ServerStart.Refused.self) { try configuration(yaml) }
        #expect(refusal?.report.diagnostics.isEmpty == false)
    }

    @Test(arguments: [
        "jetty:\n  enableSsl: false\n  port: 8091\n", "jetty:\n  enableSsl: false\n  ssl:\n    port: 9443\n",
        "jetty:\n  port: 8091\n", "", "# nothing\n", "server:\n  unknown: 1\n",
    ])
    func `speaks plain HTTP to other machines with a loud warning`(yaml: String) throws {
        #expect(try configuration(yaml).tls == nil)
        let warnings = log.all.filter { $0.contains(" warning ") }
        #expect(
            warnings.contains { $0.contains("PLAIN HTTP is spoken to other machines") && $0.contains("address=all") }
        )
        #expect(warnings.contains { $0.contains("sets nothing") } == (yaml.isEmpty || yaml.hasPrefix("#")))
    }

    @Test(arguments: ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
    func `warns of no plain HTTP that stays on the machine`(host: String) throws {
        _ = try configuration("jetty:\n  host: \(host)\n  enableSsl: false\n")
        #expect(!log.all.joined().contains("PLAIN HTTP"))
    }

    @Test func `fills in no placeholder of the listener`() {
        let error = #expect(throws: ServerError.self) { try configuration("jetty:\n  host: ${HOST}\n") }
        #expect(error?.code == .configuration)
        #expect(error?.reason.hasPrefix("'/conf/application.yaml:2:9': 'jetty.host' is a placeholder") == true)
    }

    @Test func `remarks on options without effect, findings and an end that is near`() throws {
        _ = try configuration(
            tls("    includeCipherSuites: [TLS_ECDHE.*, TLS_RSA.*]\n    soLingerTime: 5\n"),
            validDays: -1...7.5
        )
        let warnings = log.all.filter { $0.contains(" warning ") }
        #expect(warnings[0].contains("configuration has findings file=/conf/application.yaml findings="))
        #expect(warnings.contains { $0.contains("place=/conf/application.yaml:8:23 rule=GIR1") })
        #expect(
            warnings.contains {
                $0.contains("only suites that are never spoken entry=TLS_RSA.* option=jetty.ssl.includeCipherSuites")
            }
        )
        #expect(warnings.contains { $0.contains("no suite of TLS 1.3 is left, so that it is not spoken") })
        #expect(warnings.contains { $0.contains("option has no effect, closing") && $0.hasSuffix(".soLingerTime\n") })
        #expect(
            warnings.contains { $0.contains("certificate expires soon alias=jetty days=7 keystore=/conf/keystore") }
        )
        #expect(!log.all.joined().contains("PLAIN HTTP"))
        #expect(log.all.contains { $0.contains("plain HTTP is not spoken, TLS is on option=jetty.port") })
        #expect(!log.all.joined().contains("changeit"))
    }
}
