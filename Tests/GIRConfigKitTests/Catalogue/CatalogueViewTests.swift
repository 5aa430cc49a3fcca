import FoundationEssentials
import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `views of the catalogue` {
    @Test func `have a starter file that lints clean`() {
        let report = Linter().lint([SourceText(path: "a.yaml", bytes: Array(StarterFile.yaml().utf8))])
        #expect(report.diagnostics.map { "\($0.id) \($0.message)" } == [])
    }

    @Test func `have a starter file whose placeholders are found with what to do about them`() throws {
        let text = StarterFile.yaml()
        let source = SourceText(path: "a.yaml", bytes: Array(text.utf8))
        let rule = try #require(RuleRegistry.rule("unfilled-placeholder"))
        let found = Linter(rules: [rule], files: try ExampleFiles.files()).lint([source]).diagnostics
        #expect(Set(found.map(\.path)) == Set(StarterFile.settings.filter { $1.hasPrefix("$") }.keys))
        #expect(found.allSatisfy { $0.help.contains { $0.contains("girctl encrypt --in-place a.yaml ") } })
    }

    @Test func `have a starter file whose comments are options when the '#' is taken away`() {
        let lines = StarterFile.yaml().split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            return rest.hasPrefix("#") && !rest.hasPrefix("# ") && rest != "#"
                ? "\(indent)\(rest.dropFirst())" : String(line)
        }
        let context = LintContext(
            SourceText(path: "a", bytes: Array(lines.joined(separator: "\n").utf8)),
            OptionCatalogue.standard
        )
        #expect(context.stream.failure == nil)
        #expect(context.unknownKeys.isEmpty)
        #expect(context.settings.compactMap(\.mismatch) == [])
        for path in StarterFile.settings.keys { #expect(context.hasValue(path), "\(path)") }
        let documented = OptionCatalogue.standard.options.filter {
            $0.confidence == .documented && !$0.isDeprecated && $0.type != .section && !$0.path.contains("[]")
        }
        for option in documented { #expect(context[option.path] != nil, "\(option.path)") }
    }

    @Test func `explain every option and every rule`() throws {
        for option in OptionCatalogue.standard.options + OptionCatalogue.cassandra.options {
            let text = try Explanation(of: option.path).text()
            #expect(text.hasPrefix("\(option.path)\n  \(option.summary)\n"))
            let isCassandras = OptionCatalogue.standard.option(at: option.path) == nil
            #expect(text.contains("  file     cassandra.yaml\n") == isCassandras)
            #expect(!isCassandras || !text.contains("girctl encrypt"))
            #expect(try !Explanation(of: String(option.name)).text().isEmpty)
        }
        for rule in RuleRegistry.all {
            #expect(try Explanation(of: rule.name).text().hasPrefix("## \(rule.id)"))
            #expect(try Explanation(of: rule.id.lowercased()).json.contains("\"kind\" : \"rule\""))
        }
    }

    @Test func `explain nothing else, and say what was meant`() {
        do {
            _ = try Explanation(of: "jetty.ssl.prot")
            Issue.record("there is no such option")
        } catch {
            #expect(error.code == .optionNotFound && error.hint == "did you mean 'jetty.ssl.port'?")
        }
    }

    @Test func `have a schema with every option and its description`() throws {
        let data = Data(OptionSchema.json().utf8)
        let root = try JSONDecoder().decode(Schema.self, from: data)
        #expect(root.schema == "http://json-schema.org/draft-07/schema#")
        for option in OptionCatalogue.standard.options {
            let found = root[option.path]
            #expect(found?.description?.hasPrefix(option.summary) == true, "\(option.path)")
            if option.isSecret { #expect(found?.description?.contains("girctl encrypt") == true) }
        }
    }

    @Test func `show where each value comes from, and no secret`() throws {
        let text = """
            jetty:
              port: 1
              port: 8091
            cassandraCluster:
              password: hunter2
            serverSettings:
              externalApiUrlV2: https://admin:hunter2@rws.example.com/api/v2
            prot: 2

            """
        let values = try EffectiveConfiguration(of: SourceText(path: "a.yaml", bytes: Array(text.utf8)))
        let byPath = Dictionary(values.values.map { ($0.path, $0) }) { first, _ in first }
        #expect(byPath["jetty.port"]?.text == "8091" && byPath["jetty.port"]?.position?.line == 3)
        #expect(byPath["jetty.idleTimeout"]?.text == "30000" && byPath["jetty.idleTimeout"]?.origin == .sample)
        #expect(byPath["cassandraCluster.password"]?.text == Secret.mask)
        #expect(byPath["serverSettings.externalApiUrlV2"]?.isMasked == true)
        #expect(values.unknown == ["prot"])
        #expect(!values.text.contains("hunter2") && !values.json.contains("hunter2"))
    }

    @Test func `show the items of lists, and merged documents`() throws {
        let text = "jetty:\n  port: 1\n---\njetty:\n  port: 2\n"
        let values = try EffectiveConfiguration(of: SourceText(path: "a", bytes: Array(text.utf8))).values
        #expect(values.filter { $0.path == "jetty.port" }.map(\.text) == ["2"])
        #expect(throws: ConfigError(.syntax, "")) {
            try EffectiveConfiguration(of: SourceText(path: "a", bytes: Array("a: 'x".utf8)))
        }
    }

    private final class Schema: Decodable {
        let schema: String?
        let description: String?
        let properties: [String: Schema]?
        let items: Schema?

        enum CodingKeys: String, CodingKey {
            case schema = "$schema"
            case description
            case properties
            case items
        }

        subscript(path: String) -> Schema? {
            path.split(separator: ".").reduce(self as Schema?) { schema, step in
                let isList = step.hasSuffix("[]")
                let child = schema?.properties?[String(isList ? step.dropLast(2) : step)]
                return isList ? child?.items : child
            }
        }
    }
}
