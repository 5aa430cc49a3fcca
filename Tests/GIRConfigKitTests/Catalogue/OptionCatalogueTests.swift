import Testing

@testable import GIRConfigKit

@Suite struct `option catalogue` {
    private let catalogue = OptionCatalogue.standard

    @Test func `has each path once`() {
        let paths = catalogue.options.map(\.path)
        #expect(Set(paths).count == paths.count)
    }

    @Test func `has every option that is known, as surely as it is known`() {
        let lines = KnownOptions.lines.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.count == 232)
        for line in lines {
            guard let option = catalogue.option(at: line[1]) else {
                Issue.record("'\(line[1])' is not in the catalogue")
                continue
            }
            #expect(option.confidence.rawValue == line[0], "\(line[1])")
            let marks = Set(line.dropFirst(2))
            #expect(option.isSecret == marks.contains("secret"), "\(line[1])")
            #expect(option.isMandatory == marks.contains("mandatory"), "\(line[1])")
            #expect(option.isDeprecated == marks.contains("deprecated"), "\(line[1])")
        }
    }

    @Test func `never lets an option that is only remembered cause more than a note`() throws {
        let values = [
            "", "x", "-1", "'true'", "010", "1:30", "NO", "ToBeChanged", "<value>", "CRYPT:v1.a", "'CRYPT:'", "CRYPT:a",
            "crypt:a", "OBF:a", "[a, b]", "{a: b}", "https://a:b@example.com", "/etc/rws/missing.pem", "ops", "a #b",
            "TLS_RSA_WITH_RC4_128_MD5", "TLSv1",
        ]
        let linter = Linter(files: try ExampleFiles.files())
        for option in catalogue.options where option.confidence == .recollection {
            for value in values {
                let text = Self.source(option, value)
                let report = linter.lint([SourceText(path: "application.yaml", bytes: Array(text.utf8))])
                for finding in report.diagnostics
                where catalogue.option(at: finding.path)?.confidence == .recollection {
                    #expect(finding.severity == .note, "\(finding.id) \(text)")
                }
            }
        }
    }

    @Test func `finds an option by its path`() throws {
        let port = try #require(catalogue.option(at: "jetty.ssl.port"))
        #expect(port.type == .integer(1...65_535, nil))
        #expect(port.defaultValue == .sample("443"))
        #expect(port.name == "port" && port.section == "jetty.ssl")
        #expect(catalogue.option(at: "jetty.ssl.prot") == nil)
        #expect(catalogue.option(at: "") == nil)
    }

    @Test func `finds what the items of a list have`() {
        let path = "serverSettings.elasticSearchSettings.transportClient.nodes"
        #expect(catalogue.option(at: "\(path)[3].host")?.path == "\(path)[].host")
        #expect(catalogue.option(at: "jetty[0].port") == nil)
    }

    @Test func `knows a section that has no entry of its own`() {
        #expect(catalogue.isSection("jetty.cookies"))
        #expect(catalogue.option(at: "jetty.cookies") == nil)
        #expect(!catalogue.isSection("jetty.port"))
        #expect(catalogue.keys(in: "jetty.cookies") == ["httpOnly", "name", "sameSite", "secure"])
    }

    @Test func `finds options of a name in any letter case`() {
        let paths = catalogue.options(named: "TRUSTSTOREPASSWORD").map(\.path)
        #expect(Set(paths) == ["cassandraCluster.truststorePassword", "jetty.ssl.trustStorePassword"])
    }

    @Test func `says of each option what it is for, in one sentence`() {
        for option in catalogue.options {
            #expect(option.summary.hasSuffix(".") && !option.summary.dropLast().contains(". "), "\(option.path)")
            #expect(option.summary.first?.isLowercase == false, "\(option.path)")
        }
    }

    @Test func `has defaults that are values of their options`() {
        for option in catalogue.options {
            guard let text = option.defaultValue?.text else { continue }
            let context = LintContext(SourceText(path: "-", bytes: Array(Self.source(option, text).utf8)), catalogue)
            let findings = Linter(rules: [ValueRules.wrongType, ValueRules.outOfRange, ValueRules.unknownWord])
                .report([context]).diagnostics
            #expect(findings.isEmpty, "\(option.path): \(text)")
        }
    }

    @Test func `knows which secrets the vendor's program decrypts`() {
        let encryptable = catalogue.options.filter { $0.acceptsCrypt == .documented && $0.confidence != .own }.map(
            \.path
        )
        #expect(
            Set(encryptable) == [
                "cassandraCluster.password", "serverSettings.cmePassword", "serverSettings.jksPassword",
                "serverSettings.opsUserPassword", "serverSettings.rcsJksPassword",
                "serverSettings.speechMinerJksPassword", "serverSettings.webDAVJksPassword",
                "serverSettings.webDAVPassword",
            ]
        )
        #expect(catalogue.option(at: "jetty.ssl.keyStorePassword")?.acceptsCrypt == .undocumented)
        #expect(catalogue.option(at: "jetty.ssl.keyStorePassword")?.acceptsObfuscation == true)
        #expect(catalogue.option(at: "jetty.port")?.acceptsCrypt == .no)
    }

    @Test func `has each option whose name ends as a secret's does marked as one`() {
        for option in catalogue.options where SecretName.isOne(option.name) {
            #expect(option.isSecret, "\(option.path)")
        }
    }

    @Test func `never calls an option a secret whose name does not show it`() {
        // Text that is no YAML is masked by the names of keys alone.
        for option in catalogue.options where option.isSecret {
            #expect(SecretName.isOne(option.name), "\(option.path)")
        }
    }

    /// A source that sets one option.
    private static func source(_ option: ConfigurationOption, _ value: String) -> String {
        var text = ""
        var indent = ""
        for step in option.path.split(separator: ".") {
            let name = step.hasSuffix("[]") ? step.dropLast(2) : step
            text += "\(indent)\(name):\n"
            indent += "  "
            if step.hasSuffix("[]") {
                text += "\(indent)-\n"
                indent += "  "
            }
        }
        return text.dropLast() + " \(value == "/" ? "\"/\"" : value)\n"
    }
}
