import GIRTestSupport
import Testing

@testable import GIRConfigKit

@Suite struct `linter` {
    @Test func `finds nothing in a good configuration`() {
        #expect(Self.findings(in: Self.good) == [])
    }

    @Test func `sorts by file, place, severity and rule`() {
        let report = Linter().lint([
            SourceText(path: "b.yaml", bytes: Array("z: 1\ny: 1\n".utf8)),
            SourceText(path: "a.yaml", bytes: Array("cassandraCluster:\n  userName: x\n  password: ops\n".utf8)),
        ])
        #expect(
            report.diagnostics.map { "\($0.file) \($0.primary.span.start.line) \($0.id)" } == [
                "b.yaml 1 GIR001", "b.yaml 2 GIR001", "a.yaml 3 GIR502", "a.yaml 3 GIR101", "a.yaml 3 GIR103",
            ]
        )
    }

    @Test func `reports what stands before a syntax error, and no missing key`() {
        #expect(Self.findings(in: "jetty:\n  prt: 1\n  enableSsl: true\n\tport: 1\n") == ["GIR001 2", "GIR000 4"])
    }

    @Test func `lets a later document win`() {
        let tls = "jetty:\n  ssl:\n    port: 9443\n    keyStorePath: a\n    keyStorePassword: CRYPT:a\n"
        #expect(Self.findings(in: "\(tls)---\njetty:\n  enableSsl: true\n", of: JettyRules.rules) == [])
        let off = "jetty:\n  enableSsl: true\n---\njetty:\n  enableSsl: false\n  host: localhost\n"
        #expect(Self.findings(in: off, of: JettyRules.rules) == [])
    }

    @Test(arguments: [2, 31, 32, 33, 34, 1000, 20_000])
    func `finds the keys that a section has twice, however many it has`(count: Int) {
        let keys = (0..<count).map { "    a\($0): INFO\n" }.joined()
        let source = "logging:\n  level:\n\(keys)    a\(count - 1): WARN\n    a0: INFO\n    a0: INFO\n"
        let last = count + 2
        #expect(
            Self.findings(in: source, of: [StructureRules.duplicateKey])
                == ["GIR004 \(last + 1)", "GIR004 \(last + 2)", "GIR004 \(last + 3)"]
        )
    }

    @Test func `names the key file in the commands of remedies where it was named`() {
        let source = Self.source("cassandraCluster:\n  password: hunter2\n")
        let help = { (keyFile: String?) in
            Linter(rules: [SecretRules.plaintextPassword], keyFile: keyFile).lint([source]).diagnostics.flatMap(\.help)
        }
        let command = "girctl encrypt --in-place \(source.path) cassandraCluster.password"
        #expect(help(nil).contains { $0.contains(command) && !$0.contains("--key-file") })
        #expect(help("my keys").contains { $0.contains("\(command) --key-file 'my keys'") })
    }

    @Test func `reports once what is reached by many aliases`() {
        let aliases = String(repeating: "*a, ", count: 50)
        let nodes =
            "serverSettings:\n  elasticSearchSettings:\n    transportClient:\n      nodes: [&a {hots: x}, \(aliases)*a]\n"
        let ids = Self.findings(in: nodes)
        #expect(ids.filter { $0.hasPrefix("GIR001") }.count <= 52)
    }

    @Test func `reads what a merge key brings in, below what is written beside it`() {
        let source = "x: &a\n  port: 0\njetty:\n  <<: *a\n  port: 8090\n"
        #expect(Self.findings(in: source, of: [ValueRules.outOfRange]) == ["GIR006 2"])
        #expect(ApplicationConfiguration.read(Self.source(source)).configuration?.jetty.port == 8090)
    }

    @Test(arguments: [
        "", "\n\n", "---\n", "--- ~\n", "text\n", "- a\n", "[]\n", "{}\n", "? [a]\n: b\n", "? \n", "\u{FEFF}jetty:\n",
        "jetty: &a\n  ssl: *a\n", "jetty: ~\n", "jetty: []\n", "jetty: [a, {port: x}]\n", "<<: 1\n", "<<: [1, [2]]\n",
        "jetty: !!str {}\n", "\0", "jetty:\n  port: !!int x\n", "? {a: b}\n: {a: b}\n", "'': 1\n", "'.': 1\n",
        "'a..b[': 1\n",
    ])
    func `takes any YAML`(text: String) {
        for rule in RuleRegistry.all {
            let report = Linter(rules: [rule]).lint([Self.source(text)])
            #expect(report.sources.count == 1)
        }
        #expect(!DiagnosticRenderer.text(Linter().lint([Self.source(text)]), isColoured: false).isEmpty)
    }

    @Test func `takes any bytes`() {
        var bytes: [UInt8] = Array(Self.good.utf8)
        for index in stride(from: 0, to: bytes.count, by: 3) {
            let old = bytes[index]
            for new in [0x00, 0x09, 0x27, 0x3A, 0x80, 0xFF] as [UInt8] {
                bytes[index] = new
                let report = Linter().lint([SourceText(path: "a", bytes: bytes)])
                #expect(!DiagnosticRenderer.text(report, isColoured: false).isEmpty)
            }
            bytes[index] = old
        }
    }

    @Test func `takes a source that ends anywhere`() {
        let bytes = Array(Self.good.utf8)
        for count in bytes.indices {
            let report = Linter().lint([SourceText(path: "a", bytes: Array(bytes[..<count]))])
            #expect(DiagnosticRenderer.json(report).hasPrefix("{"))
        }
    }

    @Test func `needs little time for many unknown keys`() {
        let text = (0..<20_000).map { "unknownKey\($0): 1\n" }.joined()
        let (findings, time) = ProcessorTime.of { Self.findings(in: text) }
        #expect(findings.count == RuleReporter.maximum)
        #expect(time < .seconds(20))
    }

    private static let good = """
        jetty:
          host:
          port: 8090
          sessionMaxInactiveInterval: 1800
          enableSsl: true
          ssl:
            port: 9443
            keyStorePath: keystore
            keyStorePassword: OBF:1ky2207115yo1qxo1qw215zi20751l10
          cookies:
            secure: true
        cassandraCluster:
          nodes: 10.0.0.1, 10.0.0.2
          useSSL: true
          trustStore: /opt/client.jks
          truststorePassword: ${TRUSTSTORE_PASSWORD}
          userName: rws
          password: ${CASSANDRA_PASSWORD}
        serverSettings:
          externalApiUrlV2: https://rws.example/api/v2
          internalApiUrlV2: https://rws.example/internal-api
          crClusterName: recordings
          cryptoSecurityKey: ${CRYPTO_SECURITY_KEY}
          enableCsrfProtection: true
          crossOriginSettings:
            allowedOrigins: https://*.example.com
            allowedMethods: GET,POST,PUT,DELETE,OPTIONS
            allowedHeaders: "Content-Type,Accept,Origin, X-CSRF-TOKEN"
            exposedHeaders: "X-CSRF-HEADER,X-CSRF-TOKEN"
          webDAVTrustedCA: /opt/ca.pem
          caCertificate: /opt/ca_cert.pem
        onPremiseSettings:
          cmeHost: config.example
          cmePort: 2020
          countryCode: "NO"
          tlsEnabled: true

        """

    private static func source(_ text: String) -> SourceText {
        SourceText(path: "application.yaml", bytes: Array(text.utf8))
    }

    private static func findings(in text: String, of rules: [Rule] = RuleRegistry.all) -> [String] {
        Linter(rules: rules).lint([source(text)]).diagnostics.map { "\($0.id) \($0.primary.span.start.line)" }
    }
}
