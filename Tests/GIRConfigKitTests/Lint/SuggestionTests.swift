import Testing

@testable import GIRConfigKit

@Suite struct `suggestions` {
    @Test(arguments: [
        ("jetty:\n  prot: 1\n", "GIR001", "did you mean 'port'?"),
        ("jety:\n  port: 1\n", "GIR001", "did you mean 'jetty'?"),
        ("serverSettings:\n  externalApiURLV3: x\n", "GIR001", "did you mean 'externalApiUrlV2'?"),
        ("cassandraCluster:\n  trustStorePassword: CRYPT:a\n", "GIR003", "write 'truststorePassword'"),
        ("jetty:\n  idle-timeout: 1\n", "GIR003", "write 'idleTimeout'"),
        ("enableSsl: true\n", "GIR002", "move it below 'jetty:', indented by two more spaces"),
        ("keyStorePath: x\n", "GIR002", "move it below 'jetty: ssl:', indented by two more spaces"),
        ("jetty:\n  cassandraCluster: x\n", "GIR002", "move it to the left margin"),
        ("serverSettings:\n  port: 1\n", "GIR001", "'port' is an option of 'jetty', 'jetty.ssl', "),
        ("jetty.port: 1\n", "GIR001", "write each part of the path on a line of its own"),
    ])
    func `say what was probably meant`(source: String, rule: String, help: String) {
        let report = Linter(rules: StructureRules.rules).lint([SourceText(path: "a", bytes: Array(source.utf8))])
        #expect(report.diagnostics.first?.id == rule)
        #expect(report.diagnostics.first?.help.first?.hasPrefix(help) == true, "\(report.diagnostics)")
    }

    @Test func `are not made where nothing is near`() {
        let report = Linter().lint([SourceText(path: "a", bytes: Array("jetty:\n  xy: 1\n  somethingElse: 2\n".utf8))])
        #expect(report.diagnostics.map(\.help) == [[], []])
        #expect(report.diagnostics.allSatisfy { $0.fix == nil })
    }

    @Test func `never make an option that is only remembered an error`() {
        for option in OptionCatalogue.standard.options where option.confidence == .recollection {
            let source = SourceText(path: "a", bytes: Array("\(option.name): 1\n".utf8))
            let report = Linter(rules: StructureRules.rules).lint([source])
            let documented = OptionCatalogue.standard.options(named: option.name).contains {
                $0.confidence == .documented
            }
            #expect(documented || !report.failed(at: .error), "\(option.path)")
        }
    }

    @Test func `count edits, and swapped neighbours as one`() {
        func distance(_ left: String, _ right: String) -> Int {
            EditDistance.between(Array(left.utf8), Array(right.utf8))
        }
        #expect(distance("port", "prot") == 1)
        #expect(distance("", "abc") == 3)
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("same", "same") == 0)
    }
}
