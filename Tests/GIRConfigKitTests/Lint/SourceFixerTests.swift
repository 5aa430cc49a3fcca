import Testing

@testable import GIRConfigKit

@Suite struct `source fixer` {
    @Test func `makes safe fixes, and others only when asked`() {
        let text = "jetty:\n  prot: 8090   # stays\nserverSettings:\n  enableCsrfProtection: \"true\"\n"
        #expect(Self.fixed(text, .safe) == text.replacing("\"true\"", with: "true"))
        #expect(Self.fixed(text, .unsafe) == text.replacing("\"true\"", with: "true").replacing("prot", with: "port"))
    }

    @Test func `gives no key a name that its mapping has, or that another key would get`() {
        let texts = [
            "jetty: {prot: 80, port: 8090}\n",
            "jetty:\n  enableSsl: true\n  enableSSL: false\n",
            "jetty:\n  prot: 80\n  Port: 8090\n",
            "jetty:\n  enableSSL: true\n  enable_ssl: false\n",
            "jetty:\n  enableSSL: false\n  enableSsl: true\n",
        ]
        for text in texts {
            let report = Linter().lint([Self.source(text)])
            #expect(report.active.allSatisfy { $0.fix == nil } && !report.diagnostics.isEmpty, "\(text)")
            #expect(Self.fixed(text, .unsafe) == text)
        }
        // Each section for itself, and what an alias brings twice is one key.
        let apart = "jetty:\n  prot: 80\n  ssl: {port: 9443}\n---\njetty: {port: 1}\n"
        #expect(Self.fixed(apart, .unsafe) == apart.replacing("prot", with: "port"))
        let alias = "x: &a {prot: 80}\njetty: *a\n"
        #expect(Self.fixed(alias, .unsafe).contains("port: 80"))
    }

    @Test func `keeps every other byte, whatever the encoding and line ends`() {
        let text = "# é🙂\r\njetty: {enableSsl: 'false',   port: 8090}\t# x\r\n"
        let fixed = text.replacing("'false'", with: "false")
        for encoding in [SourceEncoding.utf8, .utf8WithMark, .utf16BigEndian, .utf16LittleEndian] {
            let mark: [UInt8] =
                switch encoding {
                case .utf8: []
                case .utf8WithMark: [0xEF, 0xBB, 0xBF]
                case .utf16BigEndian: [0xFE, 0xFF]
                case .utf16LittleEndian: [0xFF, 0xFE]
                }
            let source = SourceText(path: "a", bytes: mark + encoding.encode(text))
            let result = SourceFixer(linter: Linter(), applicability: .safe).fix(source)
            #expect(result.fixed.bytes == mark + encoding.encode(fixed), "\(encoding)")
        }
    }

    @Test func `changes nothing where a comment says so, and nothing in a source that is not YAML`() {
        for text in [
            "jetty:\n  enableSsl: 'true' # girctl:ignore GIR008 -- x\n", "jetty:\n  enableSsl: 'true'\n\tport: 1\n",
        ] {
            #expect(Self.fixed(text, .unsafe) == text)
        }
    }

    @Test func `leaves out a fix that changes more than it says, and makes the others`() {
        let text = "jetty:\n  port: a\n  host: b\n  idleTimeout: c\n"
        // 'port' would swallow the line behind it, and 'idleTimeout' stay what it was.
        let rule = Self.rule { setting in
            switch setting.path {
            case "jetty.port": ": |\n   "
            case "jetty.host": "fixed"
            case "jetty.idleTimeout": "c # b"
            default: nil
            }
        }
        let result = SourceFixer(linter: Linter(rules: [rule]), applicability: .safe).fix(Self.source(text))
        #expect(String(decoding: result.fixed.bytes, as: UTF8.self) == text.replacing("host: b", with: "host: fixed"))
        #expect(result.mended.map(\.path) == ["jetty.host"])
    }

    @Test func `makes every fix of every example so that its finding is gone`() {
        var count = 0
        for rule in RuleRegistry.all {
            for example in rule.flagged {
                let source = MarkedExample(example).source
                let before = Linter().lint([source]).active.filter { $0.fix != nil }
                let result = SourceFixer(linter: Linter(), applicability: .unsafe).fix(source)
                let after = Linter().lint([result.fixed]).active.filter { $0.fix != nil }
                #expect(before.isEmpty || result.isChanged, "\(rule.id): \(example)")
                #expect(after.count <= max(0, before.count - 1), "\(rule.id): \(example)")
                count += before.count
            }
        }
        #expect(count > 10)
    }

    @Test func `shows the change as diff does`() {
        let text = (1...9).map { "# \($0)\n" }.joined() + "jetty:\n  enableSsl: 'true'\n  port: 8090\n"
        let result = SourceFixer(linter: Linter(), applicability: .safe).fix(Self.source(text))
        #expect(
            UnifiedDiff.text(from: result.original, to: result.fixed)
                == """
                --- a.yaml
                +++ a.yaml
                @@ -8,5 +8,5 @@
                 # 8
                 # 9
                 jetty:
                -  enableSsl: 'true'
                +  enableSsl: true
                   port: 8090
                """
        )
        #expect(UnifiedDiff.text(from: result.original, to: result.original).isEmpty)
    }

    @Test func `shows lines that come and go`() {
        let old = Self.source("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8\n")
        let new = Self.source("a: 1\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nx: 0\nh: 8\n".replacing("x: 0", with: "x: 0\ny: 0"))
        #expect(
            UnifiedDiff.text(from: old, to: new)
                == """
                --- a.yaml
                +++ a.yaml
                @@ -1,8 +1,9 @@
                 a: 1
                -b: 2
                 c: 3
                 d: 4
                 e: 5
                 f: 6
                 g: 7
                +x: 0
                +y: 0
                 h: 8
                """
        )
    }

    private static func source(_ text: String) -> SourceText { SourceText(path: "a.yaml", bytes: Array(text.utf8)) }

    private static func fixed(_ text: String, _ applicability: Fix.Applicability) -> String {
        let result = SourceFixer(linter: Linter(), applicability: applicability).fix(source(text))
        return String(decoding: result.fixed.bytes, as: UTF8.self)
    }

    private static func rule(_ replacement: @escaping @Sendable (Setting) -> String?) -> Rule {
        Rule(
            id: "GIR099",
            name: "trial",
            summary: "",
            severity: .warning,
            rationale: "",
            flagged: [],
            accepted: [],
            check: { context, report in
                for setting in context.settings where setting.text?.count == 1 {
                    guard let text = replacement(setting) else { continue }
                    report(setting.atValue, "m", fix: .replacing(setting.value.span, with: text, .safe, "w"))
                }
            }
        )
    }
}
