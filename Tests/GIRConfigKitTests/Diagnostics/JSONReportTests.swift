import FoundationEssentials
import Testing

@testable import GIRConfigKit

@Suite struct `JSON report` {
    @Test func `has every field of its contract`() {
        #expect(
            Self.json("cassandraCluster:\n  password: CRYPT:a\n  é🙂: 1\n  useSSL: \"true\"\n  userName: x\n")
                == """
                {
                  "diagnostics" : [
                    {
                      "file" : "application.yaml",
                      "fix" : null,
                      "help" : [

                      ],
                      "message" : "unknown key 'cassandraCluster.é🙂'",
                      "name" : "unknown-key",
                      "notes" : [

                      ],
                      "path" : "cassandraCluster.é🙂",
                      "range" : {
                        "end" : {
                          "column" : 5,
                          "line" : 3
                        },
                        "start" : {
                          "column" : 3,
                          "line" : 3
                        }
                      },
                      "rule" : "GIR001",
                      "severity" : "warning",
                      "suppressed" : null
                    },
                    {
                      "file" : "application.yaml",
                      "fix" : {
                        "applicability" : "safe",
                        "description" : "remove the quotes",
                        "edits" : [
                          {
                            "range" : {
                              "end" : {
                                "column" : 17,
                                "line" : 4
                              },
                              "start" : {
                                "column" : 11,
                                "line" : 4
                              }
                            },
                            "replacement" : "true"
                          }
                        ]
                      },
                      "help" : [
                        "write true without quotes"
                      ],
                      "message" : "'cassandraCluster.useSSL' is a text in quotes",
                      "name" : "quoted-boolean",
                      "notes" : [

                      ],
                      "path" : "cassandraCluster.useSSL",
                      "range" : {
                        "end" : {
                          "column" : 17,
                          "line" : 4
                        },
                        "start" : {
                          "column" : 11,
                          "line" : 4
                        }
                      },
                      "rule" : "GIR008",
                      "severity" : "warning",
                      "suppressed" : null
                    }
                  ],
                  "schema" : "girctl.config-lint/1",
                  "summary" : {
                    "errors" : 0,
                    "notes" : 0,
                    "warnings" : 2
                  }
                }
                """
        )
    }

    @Test func `has an empty list for a clean source`() throws {
        let report = try JSONDecoder().decode(Report.self, from: Data(Self.json("jetty:\n  port: 8090\n").utf8))
        #expect(
            report.schema == "girctl.config-lint/1" && report.diagnostics.isEmpty
                && report.summary == ["errors": 0, "warnings": 0, "notes": 0]
        )
    }

    @Test func `has severity error and rule GIR000 where the source is not YAML`() throws {
        let report = try JSONDecoder().decode(Report.self, from: Data(Self.json("jetty: 'x\n").utf8))
        #expect(report.diagnostics.map(\.rule) == ["GIR000"] && report.diagnostics.map(\.severity) == ["error"])
        #expect(report.diagnostics.map(\.path) == [""] && report.summary["errors"] == 1)
    }

    private struct Report: Decodable {
        let schema: String
        let diagnostics: [Finding]
        let summary: [String: Int]
    }

    private struct Finding: Decodable {
        let rule: String
        let severity: String
        let path: String
    }

    private static func json(_ source: String) -> String {
        let rules = StructureRules.rules + ValueRules.rules
        return DiagnosticRenderer.json(
            Linter(rules: rules).lint([SourceText(path: "application.yaml", bytes: Array(source.utf8))])
        )
    }
}
