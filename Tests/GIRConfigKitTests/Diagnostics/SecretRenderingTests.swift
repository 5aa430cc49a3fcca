import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `rendered diagnostics` {
    /// Words that stand for secrets in the sources of these tests.
    private static let secret = "hunter2"

    @Test(arguments: [
        "cassandraCluster:\n  password: hunter2\n",
        "cassandraCluster:\n  password: 'hunter2'   # was hunter2\n",
        "cassandraCluster:\n  password: pass #hunter2\n",
        "cassandraCluster: {password: hunter2, userNam: rws}\n",
        "cassandraCluster:\n  password: |\n    first\n    hunter2\n  prot: 1\n",
        "cassandraCluster:\n  password: [hunter2, other]\n",
        "cassandraCluster:\n  password: {hunter2: 1, hunter2: 2}\n",
        "cassandraCluster:\n  password:hunter2\n",
        "cassandraCluster:\n  password: CRYPT: hunter2\n",
        "cassandraCluster:\n  password: *hunter2\n",
        "cassandraCluster:\n  password: @hunter2\n",
        "cassandraCluster:\n  password: \"hunter2\n  userName: rws\n",
        "cassandraCluster:\n  password: \"a\n   hunter2\n\t: x\n",
        "cassandraCluster:\n  password:\n    hunter2: [\n",
        "password: hunter2\nkeyStorePassword: hunter2\n",
        "unknown:\n  smtpPasswd: hunter2\nsmtp_password: hunter2\n",
        "x: &a hunter2\ncassandraCluster:\n  password: *a\n",
        "serverSettings:\n  externalApiUrlV2: http://ops:hunter2@host\n",
        "# old password: hunter2\npasswords: 1 # password = hunter2\n",
        "jetty:\n  ssl:\n    keyStorePassword: hunter2\n    prot: 1\n",
        "serverSettings:\n  opsUserPassword: hunter2\n  opsUserPassword: hunter2\n",
        "cassandraCluster:\n  trustStorePassword: hunter2\n",
        "cassandraCluster:\n  ? password\n  : hunter2\n  prot: 1\n",
        "cassandraCluster:\n  password: !!int hunter2\n",
        "---\npassword: hunter2\n---\n- password: hunter2\n",
        "serverSettings:\n  crossOriginSettings: {password: hunter2}\n  jksPassword: hunter2 \n",
    ])
    func `hold no secret`(source: String) {
        let report = Linter().lint([SourceText(path: "application.yaml", bytes: Array(source.utf8))])
        #expect(!report.diagnostics.isEmpty)
        for text in Self.everyForm(of: report) {
            #expect(!text.contains(Self.secret), "\(source)\n\(text)")
        }
    }

    @Test func `hold no password of an address in a list, with a scheme or without`() {
        let text = """
            cassandraCluster: {nodes: 'u:\(Self.secret)@10.0.0.1, 10.0.0.2'}
            serverSettings:
              crossOriginSettings:
                allowedOrigins: https://a.example, https://u:\(Self.secret)@b.example
            """
        let report = Linter().lint([SourceText(path: "a", bytes: Array(text.utf8))])
        #expect(report.active.contains { $0.id == "GIR405" } && report.active.count { $0.id == "GIR704" } == 2)
        for text in Self.everyForm(of: report) { #expect(!text.contains(Self.secret), "\(text)") }
    }

    @Test func `hold no password of any rule's examples`() throws {
        let linter = Linter(files: try ExampleFiles.files())
        for rule in RuleRegistry.all {
            for example in rule.flagged + rule.accepted {
                let sources = MarkedExample.files(example, of: rule).map(\.source)
                let texts = Self.everyForm(of: linter.lint(sources))
                for secret in sources.flatMap(Self.secrets) {
                    #expect(texts.allSatisfy { !Self.hasWord(secret, in: $0) }, "\(rule.id): \(secret)")
                }
            }
        }
    }

    @Test func `show the same mask for secrets of any length`() {
        for password in ["x", String(repeating: "hunter2", count: 50)] {
            let source = SourceText(path: "a.yaml", bytes: Array("cassandraCluster:\n  password: \(password)\n".utf8))
            let text = DiagnosticRenderer.text(
                Linter(rules: [SecretRules.plaintextPassword]).lint([source]),
                isColoured: false
            )
            #expect(text.contains("2 |   password: \(Secret.mask)\n  |             ^^^^^^^^\n"))
        }
    }

    @Test func `hide what is far below the key of a secret where the tree does not tell`() {
        let lines = (1...3000).map { "    - hunter2 \($0) \n" }.joined()
        let text = "jetty:\n  prt: 1\n  password:\n\(lines)  port: 1\n  : ]\n"
        let mask = LinesBelowSecrets()
        let source = SourceText(path: "a.yaml", bytes: Array(text.utf8))
        #expect((4...3003).allSatisfy { mask.contains($0, of: source) })
        #expect([1, 2, 3, 3004, 3005, 3006, 9999].allSatisfy { !mask.contains($0, of: source) })
    }

    /// Everything that is ever printed about a source: all formats, the fixes as a difference, the effective values.
    private static func everyForm(of report: LintReport) -> [String] {
        let reports = ReportFormat.allCases.map { DiagnosticRenderer.render(report, as: $0, version: "1") }
        let views = report.sources.flatMap { source -> [String] in
            let fixed = SourceFixer(linter: Linter(), applicability: .unsafe).fix(source.text)
            let moved = SourceText(path: "a", bytes: Array("# one line more\n".utf8) + source.text.bytes)
            let values = try? EffectiveConfiguration(of: source.text)
            return [
                UnifiedDiff.text(from: fixed.original, to: fixed.fixed),
                UnifiedDiff.text(from: source.text, to: moved), values?.text ?? "", values?.json ?? "",
                Baseline(of: report).text,
            ]
        }
        return reports + views + [DiagnosticRenderer.text(report, isColoured: true)]
    }

    /// The passwords of a source, found without the code that masks them.
    private static func secrets(in source: SourceText) -> [String] {
        let stream = YAMLComposer.compose(source)
        let names = [
            "password", "jksPassword", "keyStorePassword", "opsUserPassword", "truststorePassword",
            "keyManagerPassword", "webDAVJksPassword", "keystore_password", "truststore_password", "cryptoSecurityKey",
        ]
        return stream.documents.compactMap(\.root).flatMap { root in
            root.pairs.flatMap { section in
                (section.value.pairs + section.value.pairs.flatMap(\.value.pairs))
                    .filter { names.contains($0.key.scalarText ?? "") }.compactMap(\.value.scalarText)
            }
        }
        // 'admin1' is the user's name as well, and 'cassandra' stands in cassandra.yaml: neither is a secret.
        .filter { $0.count > 2 && !["admin1", "cassandra", "CRYPT:a", "CRYPT:", "password"].contains($0) }
    }

    private static func hasWord(_ word: String, in text: String) -> Bool {
        text.split { !$0.isLetter && !$0.isNumber && !"$:=".contains($0) }.contains { $0 == word }
    }
}
