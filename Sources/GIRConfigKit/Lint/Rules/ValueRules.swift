/// Rules about the values that options have: GIR005 to GIR017.
enum ValueRules {
    static let rules = [
        wrongType, outOfRange, unknownWord, quotedBoolean, leftoverPlaceholder, reinterpretedText, octalNumber,
        sexagesimalNumber, cutSecret, deprecatedKey, foldedList, missingOption, countryName,
    ]

    static let wrongType = Rule(
        id: "GIR005",
        name: "wrong-type",
        summary: "A value is not of the kind that its option takes.",
        severity: .error,
        rationale: "The program does not start, or goes on with the default.",
        flagged: [
            "jetty:\n  port: ⟦http⟧\n",
            "jetty: ⟦8090⟧\n",
            "jetty:\n  enableSsl: ⟦enabled⟧\n",
            "serverSettings:\n  externalApiUrlV2: ⟦host.example:8090/api/v2⟧\n",
            "cassandraCluster:\n  password: ⟦[a, b]⟧\n",
            "⟦just a text⟧\n",
        ],
        accepted: [
            "jetty:\n  port: 8090\n  host:\n  enableSsl: true\n",
            "jetty:\n  port: ${PORT}\n",
            "jetty:\n",
            "serverSettings:\n  webDAVTrustedCA: /opt/ca.pem\n  rcsTrustedCA: false\n",
        ],
        kinds: [.application, .cassandra],
        check: { context, report in
            for document in context.stream.documents {
                guard let root = document.root, !root.isMapping, root.value != .null else { continue }
                report(RuleReporter.Place(span: root.span), "the file has no sections, only a \(root.kind)")
            }
            for setting in context.settings.having(.doubtful) {
                guard let expected = setting.mismatch else { continue }
                let help = expected == OptionType.url.expectation ? ["put the scheme first, such as https://"] : []
                report(
                    setting.atValue,
                    setting.value.scalarText != nil && !setting.isSection && setting.option?.isSecret == false
                        ? "'\(setting.path)' is \(setting.quoted)"
                        : "'\(setting.path)' is a \(setting.value.kind)",
                    notes: ["expected \(expected)"],
                    help: help
                )
            }
        }
    )

    static let outOfRange = Rule(
        id: "GIR006",
        name: "out-of-range",
        summary: "A number is smaller or larger than its option allows.",
        severity: .error,
        rationale: "The program does not start, or does what nobody meant.",
        flagged: [
            "jetty:\n  ssl:\n    port: ⟦94430⟧\n", "serverSettings:\n  temporaryAuthenticationTokenTTL: ⟦0⟧\n",
        ],
        accepted: ["jetty:\n  soLingerTime: -1\n  ssl:\n    port: 9443\n"],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.values(having: [.takesInteger, .doubtful]) {
                guard case .integer(let range, _) = option.type, let number = setting.number else { continue }
                guard !range.contains(number) else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' is \(number)",
                    notes: ["expected \(option.type.expectation)"]
                )
            }
        }
    )

    static let unknownWord = Rule(
        id: "GIR007",
        name: "unknown-word",
        summary: "A value is none of the words that its option knows.",
        severity: .warning,
        rationale: "The program knows the words in one spelling only.",
        flagged: [
            "cassandraCluster:\n  read_consistency_level: ⟦LOCAL_QUORUM⟧\n",
            "jetty:\n  cookies:\n    sameSite: ⟦lax⟧\n",
        ],
        accepted: ["cassandraCluster:\n  read_consistency_level: CL_LOCAL_QUORUM\n"],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.values(having: .takesWord) {
                guard case .enumeration(let words) = option.type, let text = setting.text else { continue }
                guard !words.contains(text) else { continue }
                let near =
                    words.first { $0.lowercased().hasSuffix(text.lowercased()) }
                    ?? EditDistance.nearest(to: text, in: words)
                report(
                    setting.atValue,
                    "'\(setting.path)' is \(setting.quoted)",
                    notes: ["expected \(option.type.expectation)"],
                    help: near.map { ["did you mean '\($0)'?"] } ?? [],
                    fix: near.map { .replacing(setting.value.span, with: $0, .unsafe, "write the word that is known") }
                )
            }
        }
    )

    static let quotedBoolean = Rule(
        id: "GIR008",
        name: "quoted-boolean",
        summary: "A flag is written as a text.",
        severity: .warning,
        rationale: """
            The program turns the words true, false, yes, no, on and off into flags, and any other text into a failed \
            start. Without quotes YAML itself sees to it.
            """,
        flagged: [
            "serverSettings:\n  enableCsrfProtection: ⟦\"false\"⟧\n",
            "serverSettings:\n  webDAVTrustedCA: ⟦'true'⟧\n",
        ],
        accepted: [
            "serverSettings:\n  enableCsrfProtection: false\n", "jetty:\n  enableSsl: yes\n",
            "serverSettings:\n  webDAVTrustedCA: 'on'\n",
        ],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.values(having: [.takesFlag, .string]) {
                guard case .string(let text) = setting.scalar, let flag = setting.flag else { continue }
                guard option.type == .boolean || option.type == .booleanOrPath && text == "\(flag)" else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' is a text in quotes",
                    help: ["write \(flag) without quotes"],
                    fix: .replacing(setting.value.span, with: "\(flag)", .safe, "remove the quotes")
                )
            }
        }
    )

    static let leftoverPlaceholder = Rule(
        id: "GIR009",
        name: "leftover-placeholder",
        summary: "A value of the sample file was not replaced.",
        severity: .error,
        rationale: "The sample has such a text where each installation has a value of its own.",
        flagged: [
            "cassandraCluster:\n  nodes: [⟦ToBeChanged⟧]\n",
            "cassandraCluster:\n  userName: ⟦<superuser name>⟧\n",
            "serverSettings:\n  applicationName: ⟦'[ToBeChanged: name]'⟧\n",
        ],
        accepted: ["cassandraCluster:\n  nodes: 10.0.0.1,10.0.0.2\n"],
        references: [VendorPage.sampleFile.address],
        kinds: [.application, .cassandra],
        check: { context, report in
            for setting in context.settings.having(.sample, lacking: .section) {
                reportSample(setting.value, of: setting, &report)
                for item in setting.value.items { reportSample(item, of: setting, &report) }
            }
        }
    )

    private static func reportSample(_ value: YAMLNode, of setting: Setting, _ report: inout RuleReporter) {
        guard value.isSampleText else { return }
        let place = RuleReporter.Place(span: value.span, path: setting.path, section: setting.section)
        report(place, "'\(setting.path)' still has the text of the sample", help: ["set it"])
    }

    static let reinterpretedText = Rule(
        id: "GIR010",
        name: "reinterpreted-text",
        summary: "A text is written such that YAML reads a flag or a number.",
        severity: .warning,
        rationale: """
            YAML 1.1 takes `NO`, `yes` and `on` for flags, `0x1F` and `1_000` for numbers and drops the last zero of \
            `2.10`. The program gets another text than the one that is written.
            """,
        flagged: [
            "onPremiseSettings:\n  countryCode: ⟦NO⟧\n",
            "cassandraCluster:\n  keyspace: ⟦0x1F⟧\n",
            "cassandraCluster:\n  password: ⟦1_000⟧\n",
        ],
        accepted: [
            "onPremiseSettings:\n  countryCode: \"NO\"\n", "cassandraCluster:\n  keyspace: 1234\n",
            "cassandraCluster:\n  keyspace: 0123\n",
        ],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.values(having: .takesText, lacking: .string) {
                guard let text = setting.text, let reading = NumberText.otherReading(of: setting, text) else {
                    continue
                }
                report(
                    setting.atValue,
                    option.isSecret
                        ? "'\(setting.path)' is not read as it is written"
                        : "'\(setting.path)' is read as \(reading), not as '\(text)'",
                    help: ["put the value in quotes"],
                    fix: .quoting(setting.value.span)
                )
            }
        }
    )

    static let octalNumber = Rule(
        id: "GIR011",
        name: "octal-number",
        summary: "A number begins with a zero.",
        severity: .warning,
        rationale: "YAML 1.1 reads it with base 8: `0123` is 83. A password of digits becomes another password.",
        flagged: [
            "jetty:\n  port: ⟦010000⟧\n", "cassandraCluster:\n  password: ⟦0123⟧\n",
        ],
        accepted: [
            "jetty:\n  port: 8090\n", "cassandraCluster:\n  password: '0123'\n",
            "cassandraCluster:\n  keyspace: 0189\n", "jetty:\n  idleTimeout: 0\n",
        ],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.values(having: [.integer, .zero]) {
                guard let text = setting.text, NumberText.isOctal(setting, text) else {
                    continue
                }
                report(
                    setting.atValue,
                    option.isSecret
                        ? "'\(setting.path)' is read with base 8"
                        : "'\(setting.path)' is read with base 8: \(NumberText.value(setting))",
                    help: [option.takesText ? "put the value in quotes" : "remove the zero in front"],
                    fix: option.takesText ? .quoting(setting.value.span) : nil
                )
            }
        }
    )

    static let sexagesimalNumber = Rule(
        id: "GIR012",
        name: "sexagesimal-number",
        summary: "A number has colons in it.",
        severity: .warning,
        rationale: "YAML 1.1 reads it with base 60, as hours and minutes: `12:30` is 750.",
        flagged: [
            "jetty:\n  idleTimeout: ⟦1:30⟧\n", "cassandraCluster:\n  password: ⟦12:30⟧\n",
        ],
        accepted: ["jetty:\n  host: \"12:30\"\n", "jetty:\n  host: ::1\n"],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.values(having: [.integer, .colon]) {
                guard setting.value.scalar?.style == .plain else { continue }
                report(
                    setting.atValue,
                    option.isSecret
                        ? "'\(setting.path)' is read with base 60"
                        : "'\(setting.path)' is read with base 60: \(NumberText.value(setting))",
                    help: [option.takesText ? "put the value in quotes" : "write the number without colons"],
                    fix: option.takesText ? .quoting(setting.value.span) : nil
                )
            }
        }
    )

    static let cutSecret = Rule(
        id: "GIR013",
        name: "cut-secret",
        summary: "A password is followed by what may be its second half.",
        severity: .warning,
        rationale: """
            A `#` behind a blank begins a comment, so that `pass #word` is the password `pass`. A comment that is one \
            has a blank behind its `#` too.
            """,
        flagged: ["cassandraCluster:\n  password: CRYPT:a ⟦#word⟧\n"],
        accepted: [
            "cassandraCluster:\n  password: CRYPT:a # from the vault\n",
            "cassandraCluster:\n  password: CRYPT:a#word\n",
        ],
        kinds: [.application, .cassandra],
        check: { context, report in
            let comments = context.stream.comments { comment in
                guard comment.isTrailing, let first = comment.first else { return false }
                return !UTF8Scan.isBlank(first) && first != UInt8(ascii: "#")
            }
            if comments.isEmpty { return }
            let secrets = context.secrets.lazy.map(\.setting).filter {
                $0.value.scalar?.style == .plain && !$0.value.isEmpty
            }
            let byLine = Dictionary(secrets.map { ($0.value.span.end.line, $0) }) { $1 }
            for comment in comments {
                guard let setting = byLine[comment.span.start.line], setting.value.span.end <= comment.span.start,
                    let second = context.source.text(in: comment.span).dropFirst().first,
                    second != " ", second != "\t", second != "#"
                else { continue }
                let place = RuleReporter.Place(span: comment.span, path: setting.path, section: setting.section)
                report(
                    place.labelled("a comment to YAML"),
                    "'\(setting.path)' ends before the '#'",
                    help: ["put the whole value in quotes, or a blank behind the '#'"]
                )
            }
        }
    )

    static let deprecatedKey = Rule(
        id: "GIR014",
        name: "deprecated-key",
        summary: "An option is from an older version.",
        severity: .note,
        rationale: "Newer versions have another option for the purpose.",
        flagged: ["serverSettings:\n  ⟦nodeId⟧: node1\n"],
        accepted: ["serverSettings:\n  nodePath: /dc1/node1\n"],
        check: { context, report in
            for setting in context.settings.having(.deprecated) {
                report(setting.atKey, "'\(setting.path)' is from an older version")
            }
        }
    )

    static let foldedList = Rule(
        id: "GIR015",
        name: "folded-list",
        summary: "A list with commas goes over more than one line.",
        severity: .note,
        rationale: """
            YAML makes each line end a blank, so that `Accept,` with `Origin` on the next line becomes `Accept, Origin`. \
            Values are compared without the blanks around them; one that is cut in two is none of the list any more.
            """,
        flagged: [
            "serverSettings:\n  crossOriginSettings:\n    allowedHeaders: ⟦\"Content-Type,Accept,\n      Origin\"⟧\n",
            "cassandraCluster:\n  nodes: ⟦10.0.0.1,\n    10.0.0.2⟧\n",
        ],
        accepted: [
            "serverSettings:\n  crossOriginSettings:\n    allowedHeaders: \"Content-Type,Accept,Origin\"\n",
            "cassandraCluster:\n  nodes: 10.0.0.1, 10.0.0.2\n",
        ],
        references: [VendorPage.security.address],
        check: { context, report in
            for (option, setting) in context.values(having: [.takesCommaList, .resolved]) {
                let span = setting.value.span
                guard setting.text != nil, setting.value.alias == nil, span.start.line < span.end.line else { continue }
                report(setting.atValue, "'\(option.name)' is folded over several lines", help: ["write it on one line"])
            }
        }
    )

    static let missingOption = Rule(
        id: "GIR016",
        name: "missing-option",
        summary: "A complete file lacks an option that the documentation calls mandatory.",
        severity: .warning,
        rationale: """
            A file counts as complete when it has the sections `jetty`, `cassandraCluster` and `serverSettings`; what \
            sets a part only, such as a Spring profile, may leave the rest to another file.
            """,
        flagged: [
            """
            jetty:
              port: 8090
            cassandraCluster:
              nodes: 10.0.0.1
            ⟦serverSettings⟧:
              externalApiUrlV2: https://rws.example/api/v2
              internalApiUrlV2: https://rws.example/internal-api
              crClusterName: recordings

            """
        ],
        accepted: [
            """
            jetty:
              port: 8090
            cassandraCluster:
              nodes: 10.0.0.1
            serverSettings:
              externalApiUrlV2: https://rws.example/api/v2
              internalApiUrlV2: https://rws.example/internal-api
              crClusterName: recordings
              cryptoSecurityKey: ${CRYPTO_SECURITY_KEY}

            """,
            "serverSettings:\n  crClusterName: recordings\n",
        ],
        references: [VendorPage.optionsReference.address, VendorPage.features.address],
        needsWholeFile: true,
        check: { context, report in
            let sections = ["jetty", "cassandraCluster", "serverSettings"].map { context[$0] }
            guard sections.allSatisfy({ $0?.value.pairs.isEmpty == false }), let section = sections[2] else { return }
            for option in context.catalogue.options
            where option.isMandatory && option.confidence == .documented && option.defaultValue == nil {
                // What a section of its own needs is asked for when that section is there.
                guard context[String(option.section)] != nil, !context.hasValue(option.path) else { continue }
                guard context[option.path]?.isPlaceholder != true else { continue }
                var place = (context[option.path] ?? context[String(option.section)] ?? section).atKey
                place.path = option.path
                report(place, "'\(option.path)' is mandatory and has no value", help: ["set it"])
            }
        }
    )

    static let countryName = Rule(
        id: "GIR017",
        name: "country-name",
        summary: "A country is named where its code belongs.",
        severity: .warning,
        rationale: "Telephone numbers are read by the rules of the country, which is known by two letters of ISO 3166.",
        flagged: ["onPremiseSettings:\n  countryCode: ⟦INDIA⟧\n", "onPremiseSettings:\n  countryCode: ⟦us⟧\n"],
        accepted: ["onPremiseSettings:\n  countryCode: IN\n", "onPremiseSettings:\n  countryCode:\n"],
        check: { context, report in
            guard let setting = context["onPremiseSettings.countryCode"], case .string(let text) = setting.scalar,
                !text.isEmpty, !SampleText.isOne(text)
            else { return }
            guard text.utf8.count != 2 || !text.utf8.allSatisfy({ (65...90).contains($0) }) else { return }
            report(setting.atValue, "'countryCode' is \(setting.quoted)", notes: ["expected two capital letters"])
        }
    )
}
