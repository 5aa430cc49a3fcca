/// Rules about what `girctl serve` makes of `jetty.ssl`: the rest of GIR2xx.
///
/// The options are known from memory only, so the findings are notes; where the server refuses to start, they say so.
enum ListenerTLSRules {
    static let rules = [
        unusableTLSVersions, unusableCipherSuites, unreadableCipherPattern, ineffectiveEntry, lostTLSVersion,
        undividedCipherSuites, keystoreAsTruststore, unusedClientTruststore, uncheckedRevocation, idleTLSOption,
    ]

    static let unusableTLSVersions = Rule(
        id: "GIR217",
        name: "unusable-tls-versions",
        summary: "The lists of TLS versions leave none that is safe, or leave one out in between.",
        severity: .note,
        rationale: """
            `girctl serve` speaks TLS 1.2 and 1.3 and does not start where neither is left. A handshake names a range \
            of versions, so that one in the middle cannot be left out.
            """,
        flagged: [
            "jetty:\n  ssl:\n    includeProtocols: ⟦[TLSv1]⟧\n",
            "jetty:\n  ssl:\n    excludeProtocols: ⟦[TLSv1.2, TLSv1.3]⟧\n",
            "jetty:\n  ssl:\n    includeProtocols: ⟦[TLSv1.1, TLSv1.3]⟧\n",
        ],
        accepted: [
            "jetty:\n  ssl:\n    includeProtocols: [TLSv1.2]\n",
            "jetty:\n  ssl:\n    excludeProtocols: [SSLv3, TLSv1]\n",
        ],
        references: ["docs/listener.md"],
        check: { context, report in
            reportRemarks(context, &report, .noVersion, help: "leave TLSv1.2 and TLSv1.3")
        }
    )

    static let unusableCipherSuites = Rule(
        id: "GIR218",
        name: "unusable-cipher-suites",
        summary: "The lists of cipher suites leave none that is spoken.",
        severity: .note,
        rationale: """
            `girctl serve` has the suites of TLS 1.3, and for TLS 1.2 those with ECDHE and AES-GCM or ChaCha20. The lists \
            can take some away and add none; without any it does not start.
            """,
        flagged: [
            "jetty:\n  ssl:\n    includeCipherSuites: ⟦[TLS_RSA_WITH_AES_128_CBC_SHA]⟧\n",
            "jetty:\n  ssl:\n    excludeCipherSuites: ⟦['.*']⟧\n",
        ],
        accepted: [
            "jetty:\n  ssl:\n    includeCipherSuites: ['.*_GCM_.*']\n",
            "jetty:\n  ssl:\n    excludeCipherSuites: ['^TLS_RSA_.*$', '^.*_(MD5|SHA|SHA1)$']\n",
        ],
        references: ["docs/listener.md"],
        check: { context, report in
            reportRemarks(context, &report, .nothingLeft, help: "leave suites of TLS 1.3, or TLS_ECDHE_… with GCM")
        }
    )

    static let unreadableCipherPattern = Rule(
        id: "GIR219",
        name: "unreadable-cipher-pattern",
        summary: "An entry in a list of cipher suites is no pattern that is understood.",
        severity: .note,
        rationale: """
            The entries are regular expressions on Java's names of the suites. `girctl serve` understands what such \
            lists need: signs, `.`, `[…]`, groups, `|`, and the repetitions `*`, `+`, `?` and `{m,n}`. What it does not \
            understand it does not guess, and does not start.
            """,
        flagged: [
            "jetty:\n  ssl:\n    excludeCipherSuites: [⟦'.*_(MD5'⟧]\n",
            "jetty:\n  ssl:\n    includeCipherSuites: [⟦'(?!TLS_RSA).*'⟧]\n",
        ],
        accepted: ["jetty:\n  ssl:\n    excludeCipherSuites: ['^.*_(NULL|anon)_.*$']\n"],
        references: ["docs/listener.md"],
        check: { context, report in
            reportRemarks(context, &report, .notAPattern, help: "write the names of the suites, or a simpler pattern")
        }
    )

    static let ineffectiveEntry = Rule(
        id: "GIR220",
        name: "ineffective-tls-entry",
        summary: "An entry in a list of TLS versions or cipher suites selects nothing that is spoken.",
        severity: .note,
        rationale: """
            It may be misspelt, or ask for something that is not safe any more: clients that need it are turned away.
            """,
        flagged: [
            "jetty:\n  ssl:\n    includeCipherSuites: ['TLS_AES.*', ⟦ECDHE-RSA-AES128-GCM-SHA256⟧]\n",
            "jetty:\n  ssl:\n    excludeProtocols: [⟦TLS1.0⟧]\n",
            "jetty:\n  ssl:\n    includeCipherSuites: ['TLS_AES.*', ⟦'TLS_DHE_.*'⟧]\n",
        ],
        accepted: ["jetty:\n  ssl:\n    includeCipherSuites: ['TLS_.*_GCM_.*']\n    excludeProtocols: [SSL, SSLv2]\n"],
        references: ["docs/listener.md"],
        check: { context, report in
            let help = "use Java's names, such as TLSv1.2 and TLS_AES_128_GCM_SHA256"
            reportRemarks(context, &report, .idleEntry, help: help)
            reportRemarks(context, &report, .neverSpoken, help: help)
        }
    )

    static let lostTLSVersion = Rule(
        id: "GIR221",
        name: "lost-tls-version",
        summary: "A version of TLS is not spoken because the list of cipher suites has none of its own.",
        severity: .note,
        rationale: """
            The suites of TLS 1.2 and TLS 1.3 have different names. A list from the time before TLS 1.3 switches it off.
            """,
        flagged: ["jetty:\n  ssl:\n    includeCipherSuites: ⟦['TLS_ECDHE_.*_GCM_.*']⟧\n"],
        accepted: ["jetty:\n  ssl:\n    includeCipherSuites: ['TLS_AES.*', 'TLS_CHACHA20.*', 'TLS_ECDHE_.*_GCM_.*']\n"],
        references: ["docs/listener.md"],
        check: { context, report in
            reportRemarks(
                context,
                &report,
                .lostVersion,
                help: "add 'TLS_AES_.*' for TLS 1.3, 'TLS_ECDHE_.*' for TLS 1.2"
            )
        }
    )

    static let undividedCipherSuites = Rule(
        id: "GIR222",
        name: "undivided-cipher-suites",
        summary: "Some suites of TLS 1.3 are switched off and some are not.",
        severity: .note,
        rationale: "The TLS library of `girctl serve` has all three or none; all are sound, and all are spoken.",
        flagged: ["jetty:\n  ssl:\n    excludeCipherSuites: ⟦[TLS_AES_128_GCM_SHA256]⟧\n"],
        accepted: ["jetty:\n  ssl:\n    excludeCipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]\n"],
        references: ["docs/listener.md"],
        check: { context, report in
            reportRemarks(context, &report, .undivided, help: "leave all suites of TLS 1.3, or exclude TLSv1.3")
        }
    )

    static let keystoreAsTruststore = Rule(
        id: "GIR223",
        name: "keystore-as-truststore",
        summary: "Client certificates are checked with the server's own keystore.",
        severity: .note,
        rationale: """
            Without `trustStorePath` Jetty, and `girctl serve` with it, takes the certificates of the keystore as trust \
            anchors: the server's own one among them. A truststore of its own says who may come in.
            """,
        flagged: ["jetty:\n  ssl:\n    needClientAuth: ⟦true⟧\n"],
        accepted: ["jetty:\n  ssl:\n    needClientAuth: true\n    trustStorePath: clients.jks\n"],
        references: ["docs/listener.md"],
        needsWholeFile: true,
        check: { context, report in
            guard !context.hasValue("jetty.ssl.trustStorePath"),
                let asked = clientOptions.compactMap({ context[$0] }).first(where: { $0.flag == true })
            else { return }
            report(
                asked.atValue,
                "'\(asked.path)' is true without a truststore",
                help: ["set 'jetty.ssl.trustStorePath'"]
            )
        }
    )

    static let unusedClientTruststore = Rule(
        id: "GIR224",
        name: "unused-client-truststore",
        summary: "There is a truststore for clients, and no client is asked for a certificate.",
        severity: .note,
        rationale: "`needClientAuth` and `wantClientAuth` are off unless they are written: anybody can connect.",
        flagged: ["jetty:\n  ssl:\n    ⟦trustStorePath⟧: clients.jks\n"],
        accepted: [
            "jetty:\n  ssl:\n    trustStorePath: clients.jks\n    wantClientAuth: true\n",
            "jetty:\n  ssl:\n    trustStorePath: clients.jks\n    needClientAuth: ${MUTUAL}\n",
        ],
        references: ["docs/listener.md"],
        needsWholeFile: true,
        check: { context, report in
            guard context.hasValue("jetty.ssl.trustStorePath"), let store = context["jetty.ssl.trustStorePath"],
                !clientOptions.compactMap({ context[$0] }).contains(where: { $0.flag == true || $0.isPlaceholder })
            else { return }
            report(
                store.atKey,
                "a truststore is set and clients are asked for no certificate",
                help: ["set 'jetty.ssl.needClientAuth' to true"]
            )
        }
    )

    static let uncheckedRevocation = Rule(
        id: "GIR225",
        name: "unchecked-revocation",
        summary: "Others are to be asked whether a client's certificate is revoked.",
        severity: .note,
        rationale: """
            `girctl serve` fetches no revocation lists and asks no OCSP responder, and does not start as if it did. It \
            follows the lists in the file that `crlPath` names.
            """,
        flagged: [
            "jetty:\n  ssl:\n    enableOCSP: ⟦true⟧\n", "jetty:\n  ssl:\n    ocspResponderURL: ⟦http://ocsp.example⟧\n",
        ],
        accepted: ["jetty:\n  ssl:\n    enableCRLDP: false\n    crlPath: clients.crl\n"],
        references: ["docs/listener.md"],
        check: { context, report in
            for path in TLSOptionEffect.revocation {
                guard let setting = context[path], let text = setting.text, !text.isEmpty, setting.flag != false else {
                    continue
                }
                report(
                    setting.atValue,
                    "'\(path)' is set, and the server would not follow it",
                    help: ["name a file with the lists in 'jetty.ssl.crlPath'"]
                )
            }
        }
    )

    static let idleTLSOption = Rule(
        id: "GIR226",
        name: "idle-tls-option",
        summary: "An option of Jetty's TLS asks for something else than `girctl serve` does.",
        severity: .note,
        rationale: "What the option is about is done in one way, whatever is written. `docs/listener.md` has them all.",
        flagged: [
            "jetty:\n  ssl:\n    renegotiationAllowed: ⟦true⟧\n", "jetty:\n  ssl:\n    sslSessionTimeout: ⟦300⟧\n",
        ],
        accepted: ["jetty:\n  ssl:\n    renegotiationAllowed: false\n    sessionCachingEnabled: true\n"],
        references: ["docs/listener.md"],
        check: { context, report in
            for option in TLSOptionEffect.idle {
                guard let setting = context[option.option], let text = setting.text, !text.isEmpty,
                    text.lowercased() != option.agreed
                else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' changes nothing",
                    notes: [option.reason],
                    help: ["remove it"]
                )
            }
        }
    )

    private static let clientOptions = ["jetty.ssl.needClientAuth", "jetty.ssl.wantClientAuth"]

    /// Reports what is found of one kind, at the entry or at the whole list.
    private static func reportRemarks(
        _ context: LintContext,
        _ report: inout RuleReporter,
        _ kind: TLSSelection.Remark.Kind,
        help: String
    ) {
        for remark in selection(context).remarks where remark.kind == kind {
            guard let setting = context[remark.list.path], !setting.isPlaceholder else { continue }
            // Of those `weak-protocol` and `weak-cipher-suite` say more.
            if kind == .neverSpoken, remark.entry.map(WeakTLS.isWeak) ?? false { continue }
            var place = setting.atValue
            if let entry = remark.entry, let item = setting.value.items.first(where: { $0.scalarText == entry }) {
                place.span = item.span
            }
            report(place, "\(remark.message)", help: [help])
        }
    }

    /// What the lists of a source leave; a list that the environment fills in counts as empty.
    static func selection(_ context: LintContext) -> TLSSelection {
        func list(_ list: TLSSelection.List) -> [String] { context[list.path]?.list ?? [] }
        return TLSSelection(
            includeProtocols: list(.includeProtocols),
            excludeProtocols: list(.excludeProtocols),
            includeCipherSuites: list(.includeCipherSuites),
            excludeCipherSuites: list(.excludeCipherSuites)
        )
    }
}
