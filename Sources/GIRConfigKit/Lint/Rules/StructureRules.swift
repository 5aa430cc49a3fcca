/// Rules about YAML and its keys: GIR000 to GIR004.
enum StructureRules {
    static let rules = [syntaxError, unknownKey, misplacedKey, misspeltKey, duplicateKey]

    static let syntaxError = Rule(
        id: "GIR000",
        name: "syntax-error",
        summary: "The source is not valid YAML.",
        severity: .error,
        rationale: """
            The program cannot read the file and does not start. What stands before the place is checked all the same; \
            rules that would miss a key wait until the file can be read to its end.
            """,
        flagged: [
            "jetty:\n⟦\t⟧port: 8090\n",
            "cassandraCluster:\n  password: CRYPT⟦:⟧ an03\n",
        ],
        accepted: ["jetty:\n  port: 8090\n", ""],
        kinds: [.application, .cassandra],
        judgesYAML: true,
        check: { context, report in
            guard let failure = context.stream.failure else { return }
            report(
                RuleReporter.Place(span: failure.position),
                failure.message,
                secondary: failure.context.map { [Label($0.span, $0.label)] } ?? [],
                help: failure.hint.map { [$0] } ?? []
            )
        }
    )

    static let unknownKey = Rule(
        id: "GIR001",
        name: "unknown-key",
        summary: "A key is not known at its place.",
        severity: .warning,
        rationale: """
            The program ignores a key that it does not know, so that a slip of the pen leaves the default in force \
            without a word. Not every option of every version is public: a key that you know from the vendor's \
            documentation may stay.
            """,
        flagged: [
            "jetty:\n  ⟦prot⟧: 8090\n",
            "⟦oldSection⟧:\n  key: value\n",
            "serverSettings:\n  ⟦port⟧: 8090\n",
        ],
        accepted: ["jetty:\n  port: 8090\n", "jetty:\n  host:\n", "spring:\n  profiles:\n    active: prod\n"],
        kinds: [.application, .cassandra],
        check: { context, report in
            let renames = KeyRenames(context)
            for key in context.unknownKeys {
                guard key.misspelling(in: context.catalogue) == nil, key.home(in: context.catalogue) == nil else {
                    continue
                }
                let (help, fix) = report.isFull ? ([], nil) : key.suggestion(in: context.catalogue, renames)
                report(key.place, "unknown key '\(key.shownPath)'", help: help, fix: fix)
            }
        }
    )

    static let misplacedKey = Rule(
        id: "GIR002",
        name: "misplaced-key",
        summary: "A documented option stands in a section that it does not belong to.",
        severity: .error,
        rationale: """
            The program looks for the option in its own section only. Where it stands it is ignored, and what it was \
            meant to switch on, such as HTTPS or CSRF protection, stays off. The RWS guide prints several of its \
            examples without the section that they belong to.
            """,
        flagged: [
            "⟦enableSsl⟧: true\n⟦ssl⟧:\n  port: 9443\n",
            "⟦enableCsrfProtection⟧: true\n",
            "jetty:\n  ssl:\n    ⟦enableSsl⟧: true\n",
            "cassandraCluster:\n  ⟦tlsEnabled⟧: true\n",
        ],
        accepted: [
            "jetty:\n  enableSsl: true\n  ssl:\n    port: 9443\n",
            "statistics:\n  enableMultipleDataCenterMonitoring: true\n",
            "serverSettings:\n  statistics:\n    enableMultipleDataCenterMonitoring: true\n",
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        check: { context, report in
            for key in context.unknownKeys where key.misspelling(in: context.catalogue) == nil {
                guard let home = key.home(in: context.catalogue) else { continue }
                let section = String(home.section)
                report(
                    key.place.labelled("ignored here"),
                    section.isEmpty
                        ? "'\(key.shownPath)' belongs at the top of the file"
                        : "'\(key.shownPath)' belongs under '\(section)'",
                    help: [
                        section.isEmpty
                            ? "move it to the left margin"
                            : "move it below '\(section.replacing(".", with: ": ")):', indented by two more spaces"
                    ]
                )
            }
        }
    )

    static let misspeltKey = Rule(
        id: "GIR003",
        name: "misspelt-key",
        summary: "A key differs from an option in capitals, hyphens or underscores only.",
        severity: .warning,
        rationale: """
            The names follow no one pattern (`trustStore` beside `truststorePassword`, `useSSL` beside `enableSsl`), and \
            a name that is nearly right may be ignored.
            """,
        flagged: [
            "cassandraCluster:\n  ⟦trustStorePassword⟧: CRYPT:a\n",
            "jetty:\n  ⟦enableSSL⟧: true\n",
            "cassandraCluster:\n  ⟦thriftPort⟧: 9160\n",
        ],
        accepted: ["cassandraCluster:\n  truststorePassword: CRYPT:a\n  thrift_port: 9160\n"],
        kinds: [.application, .cassandra],
        check: { context, report in
            var renames: KeyRenames?
            for key in context.unknownKeys {
                guard let name = key.misspelling(in: context.catalogue) else { continue }
                if renames == nil { renames = KeyRenames(context) }
                let isFree = renames?.allow(key, name) ?? false
                report(
                    key.place,
                    "'\(key.shownPath)' is spelt '\(name)'",
                    help: [isFree ? "write '\(name)'" : "keep one of the keys that would be '\(name)'"],
                    fix: isFree
                        ? .replacing(key.key.span, with: name, .unsafe, "spell the key as the program does") : nil
                )
            }
        }
    )

    static let duplicateKey = Rule(
        id: "GIR004",
        name: "duplicate-key",
        summary: "A section has the same key twice.",
        severity: .error,
        rationale: """
            YAML forbids it. Some loaders refuse the file, others let the last one win without a word.
            """,
        flagged: [
            "jetty:\n  port: 8090\n  ⟦port⟧: 8080\n",
            "jetty:\n  port: 8090\n⟦jetty⟧:\n  enableSsl: true\n",
        ],
        accepted: ["jetty:\n  port: 8090\n  ssl:\n    port: 9443\n"],
        kinds: [.application, .cassandra],
        judgesYAML: true,
        check: { context, report in
            for tree in context.stream.trees {
                var search = DuplicateSearch(tree)
                for document in tree.documents where document.root >= 0 {
                    search.report(below: Int(document.root), &report)
                }
            }
        }
    )
}
