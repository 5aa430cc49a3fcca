/// Rules about CSRF protection and other origins: GIR4xx.
enum CrossOriginRules {
    static let rules = [
        unexposedTokenHeader, refusedTokenHeader, wildcardOrigin, plaintextOrigin, unmatchableOrigin, missingPreflight,
        unprotectedOrigins, looseWildcard, unknownMethod, refusedLabelling, nullOrigin,
    ]

    static let unexposedTokenHeader = Rule(
        id: "GIR401",
        name: "unexposed-token-header",
        summary: "CSRF protection is on, and scripts of other origins cannot read the token.",
        severity: .warning,
        rationale: "`exposedHeaders` must name both `X-CSRF-HEADER` and `X-CSRF-TOKEN`, as the RWS guide says.",
        flagged: [
            """
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedOrigins: https://a.example
                exposedHeaders: ⟦X-CSRF-HEADER⟧

            """
        ],
        accepted: [
            """
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedOrigins: https://a.example

            """,
            """
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                exposedHeaders: "X-CSRF-HEADER, x-csrf-token"

            """,
            "serverSettings:\n  enableCsrfProtection: true\n",
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            guard context.isSet("serverSettings.enableCsrfProtection", to: true),
                let setting = context["serverSettings.crossOriginSettings.exposedHeaders"], !setting.isPlaceholder
            else { return }
            let missing = tokenHeaders.filter { !setting.has($0) }
            guard !missing.isEmpty else { return }
            report(
                setting.atValue,
                "'exposedHeaders' lacks \(missing.joined(separator: " and "))",
                help: ["exposedHeaders: \"\(tokenHeaders.joined(separator: ","))\""]
            )
        }
    )

    static let refusedTokenHeader = Rule(
        id: "GIR402",
        name: "refused-token-header",
        summary: "CSRF protection is on, and scripts of other origins may not send the token.",
        severity: .warning,
        rationale: """
            Without `X-CSRF-TOKEN` in `allowedHeaders` the browser refuses every PUT, POST and DELETE. The example in \
            the RWS guide's chapter on CSRF has the fault.
            """,
        flagged: [
            """
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedHeaders: ⟦"Content-Type,Accept"⟧

            """
        ],
        accepted: [
            """
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedHeaders: "Content-Type, X-CSRF-TOKEN"

            """,
            "serverSettings:\n  crossOriginSettings:\n    allowedHeaders: Accept\n",
        ],
        references: [VendorPage.security.address],
        check: { context, report in
            guard context.isSet("serverSettings.enableCsrfProtection", to: true),
                let setting = context["serverSettings.crossOriginSettings.allowedHeaders"],
                setting.list != nil, !setting.has("X-CSRF-TOKEN"), !setting.has("*")
            else { return }
            report(setting.atValue, "'allowedHeaders' lacks X-CSRF-TOKEN", help: ["add ',X-CSRF-TOKEN' to the list"])
        }
    )

    static let wildcardOrigin = Rule(
        id: "GIR403",
        name: "wildcard-origin",
        summary: "Every site may call the API with the user's cookies.",
        severity: .warning,
        rationale: """
            Any page that a logged-in user opens can then read recordings in the user's name. Name the origins, or at \
            least the domain, or set `allowCredentials` to false.
            """,
        flagged: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦\"*\"⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦https://*⟧\n    allowCredentials: true\n",
        ],
        accepted: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://*.example.com\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: '*'\n    allowCredentials: false\n",
        ],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            reportOrigins(context, &report) { origin in
                let host = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
                return host.allSatisfy { "*.:".contains($0) } && host.contains("*")
            } saying: { origin in
                ("'\(origin)' lets every site call the API", "name the origins, such as https://desktop.example.com")
            }
        }
    )

    static let plaintextOrigin = Rule(
        id: "GIR404",
        name: "plaintext-origin",
        summary: "Pages that were loaded over plain HTTP may call the API with the user's cookies.",
        severity: .warning,
        rationale: "Whoever can change such a page on its way can call the API in the user's name.",
        flagged: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦http://*.example.com, https://b.example⟧\n"
        ],
        accepted: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://a.example, http://localhost:3000\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: http://a.example\n    allowCredentials: no\n",
        ],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            reportOrigins(context, &report) { origin in
                origin.hasPrefix("http://") && !["localhost", "127.0.0.1"].contains(host(of: origin))
            } saying: { origin in
                ("'\(origin)' is an origin without TLS", "write https:// when the pages come over TLS")
            }
        }
    )

    static let unmatchableOrigin = Rule(
        id: "GIR405",
        name: "unmatchable-origin",
        summary: "An origin can match no request.",
        severity: .warning,
        rationale: """
            A browser sends scheme, host and port, in small letters, with no path and no slash at the end, and no port \
            where it is the usual one.
            """,
        flagged: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦https://a.example/⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦a.example⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦https://a.example:443⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦chrome-extension://abcdef⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦https://a.example#b⟧\n",
        ],
        accepted: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://a.example, https://*.b.example:8443\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: '*.example.com'\n",
        ],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            guard let setting = context["serverSettings.crossOriginSettings.allowedOrigins"] else { return }
            for unusable in AllowedOrigins(setting.list ?? []).unusable where !SampleText.isOne(unusable.entry) {
                report(
                    setting.atValue,
                    "'\(UnknownKey.shown(SecretFinder.masked(unusable.entry)))' matches no origin",
                    notes: [unusable.reason]
                )
            }
        }
    )

    static let missingPreflight = Rule(
        id: "GIR406",
        name: "missing-preflight",
        summary: "The method that browsers ask with is not allowed.",
        severity: .warning,
        rationale: "The vendor's list of methods has OPTIONS, with which a browser asks before it sends anything else.",
        flagged: ["serverSettings:\n  crossOriginSettings:\n    allowedMethods: ⟦GET,POST⟧\n"],
        accepted: ["serverSettings:\n  crossOriginSettings:\n    allowedMethods: GET,POST,PUT,DELETE,OPTIONS\n"],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            guard let setting = context["serverSettings.crossOriginSettings.allowedMethods"], setting.list != nil,
                !setting.has("OPTIONS"), !setting.has("*")
            else { return }
            report(setting.atValue, "'allowedMethods' lacks OPTIONS", help: ["add ',OPTIONS' to the list"])
        }
    )

    static let unprotectedOrigins = Rule(
        id: "GIR407",
        name: "unprotected-origins",
        summary: "Other origins may call the API with the user's cookies, and CSRF protection is off.",
        severity: .warning,
        rationale: """
            A request that changes something then needs nothing but the cookie, which the browser adds by itself. Where \
            SpeechMiner must label recordings the protection cannot be on: allow as few origins as can be.
            """,
        flagged: [
            "serverSettings:\n  crossOriginSettings:\n    ⟦allowedOrigins⟧: https://a.example\n",
            """
            serverSettings:
              enableCsrfProtection: false
              crossOriginSettings:
                ⟦allowedOrigins⟧: https://a.example

            """,
        ],
        accepted: [
            """
            serverSettings:
              enableCsrfProtection: true
              crossOriginSettings:
                allowedOrigins: https://a.example

            """,
            """
            serverSettings:
              crossOriginSettings:
                allowedOrigins: https://a.example
                allowCredentials: false

            """,
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            let section = "serverSettings.crossOriginSettings"
            let protection = context["serverSettings.enableCsrfProtection"]
            guard let setting = context["\(section).allowedOrigins"], setting.list?.isEmpty == false,
                !context.isSet("\(section).allowCredentials", to: false),
                protection?.flag != true, protection?.isPlaceholder != true
            else { return }
            report(
                setting.atKey,
                "other origins may call the API without CSRF protection",
                secondary: protection.map { [Label($0.atValue.span, "switched off here")] } ?? [],
                help: ["set 'enableCsrfProtection: true' below 'serverSettings:'"]
            )
        }
    )

    static let looseWildcard = Rule(
        id: "GIR408",
        name: "loose-wildcard",
        summary: "A wildcard matches domains that anyone can register.",
        severity: .warning,
        rationale: """
            `*` stands for any characters, dots included: `https://*example.com` matches `https://evilexample.com`, \
            `https://example.*` matches `https://example.evil.com`, and `https://*.com` every site of that ending.
            """,
        flagged: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦https://*example.com⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦https://example.*⟧\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦'*.com'⟧\n",
        ],
        accepted: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://*.example.com, https://a.example:*\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: '*'\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: 'http*://a.example'\n",
        ],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            reportOrigins(context, &report) { origin in
                let name = host(of: origin)
                guard name.contains("*"), !name.allSatisfy({ "*.".contains($0) }) else { return false }
                return !name.hasPrefix("*.") || name.dropFirst(2).contains("*") || !name.dropFirst(2).contains(".")
            } saying: { origin in
                (
                    "'\(origin)' matches domains of others",
                    "write the wildcard as the first label: https://*.example.com"
                )
            }
        }
    )

    static let unknownMethod = Rule(
        id: "GIR409",
        name: "unknown-method",
        summary: "A method is allowed that no browser sends.",
        severity: .warning,
        rationale: "Methods are compared letter by letter, and browsers send GET, HEAD, POST, PUT, PATCH, DELETE.",
        flagged: ["serverSettings:\n  crossOriginSettings:\n    allowedMethods: ⟦GET,Post,OPTIONS⟧\n"],
        accepted: ["serverSettings:\n  crossOriginSettings:\n    allowedMethods: GET,POST,PUT,DELETE,OPTIONS,HEAD\n"],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            guard let setting = context["serverSettings.crossOriginSettings.allowedMethods"] else { return }
            for method in setting.list ?? [] where !methods.contains(method) && !SampleText.isOne(method) {
                let near = EditDistance.nearest(to: method, in: methods)
                report(
                    setting.atValue,
                    "'\(UnknownKey.shown(method))' is no method that browsers send",
                    help: near.map { ["did you mean '\($0)'?"] } ?? []
                )
            }
        }
    )

    static let refusedLabelling = Rule(
        id: "GIR410",
        name: "refused-labelling",
        summary: "CSRF protection is on, and SpeechMiner is set up, which cannot send the token.",
        severity: .warning,
        rationale: """
            SpeechMiner then can neither label recordings nor protect them from deletion, says the RWS guide. \
            `girctl serve` lets a program without browser fields do so where `girctl.csrfExemptUsers` names its user. Else \
            choose one of the two; without labels and protection from SpeechMiner the finding does not matter.
            """,
        flagged: [
            "serverSettings:\n  enableCsrfProtection: ⟦true⟧\n  speechMinerTrustedCA: /opt/speechminer-ca.pem\n"
        ],
        accepted: [
            "serverSettings:\n  enableCsrfProtection: false\n  speechMinerTrustedCA: /opt/speechminer-ca.pem\n",
            "serverSettings:\n  enableCsrfProtection: true\n",
            "serverSettings:\n  enableCsrfProtection: true\n  speechMinerTrustedCA: /opt/speechminer-ca.pem\n"
                + "girctl:\n  csrfExemptUsers: speechminer\n",
        ],
        references: [VendorPage.security.address],
        check: { context, report in
            guard let setting = context["serverSettings.enableCsrfProtection"], setting.flag == true,
                !context.hasValue("girctl.csrfExemptUsers")
            else { return }
            let paths = ["speechMinerTrustedCA", "speechMinerJksPassword"].map { "serverSettings.\($0)" }
            guard let other = paths.first(where: context.hasValue).flatMap({ context[$0] }) else { return }
            report(
                setting.atValue,
                "with CSRF protection SpeechMiner cannot label or protect recordings",
                secondary: [Label(other.atKey.span, "SpeechMiner is set up here")],
                help: [
                    "for girctl serve, name SpeechMiner's user in girctl.csrfExemptUsers",
                    "else set it to false, or do without labels and deletion protection from SpeechMiner",
                ]
            )
        }
    )

    static let nullOrigin = Rule(
        id: "GIR411",
        name: "null-origin",
        summary: "Pages without an origin may call the API with the user's cookies.",
        severity: .error,
        rationale: """
            Files, sandboxed frames and redirects send `Origin: null`: any site can make such a page, and it reads \
            recordings in the user's name. Without credentials the entry is accepted.
            """,
        flagged: ["serverSettings:\n  crossOriginSettings:\n    allowedOrigins: ⟦\"https://a.example, null\"⟧\n"],
        accepted: [
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: 'null'\n    allowCredentials: false\n",
            "serverSettings:\n  crossOriginSettings:\n    allowedOrigins: https://a.example\n",
        ],
        references: [VendorPage.crossOrigin.address],
        check: { context, report in
            reportOrigins(context, &report) {
                $0 == "null"
            } saying: { origin in
                ("'\(origin)' lets every site call the API", "take it out, or set 'allowCredentials: false'")
            }
        }
    )

    private static let methods: Set<String> = ["*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    private static let tokenHeaders = ["X-CSRF-HEADER", "X-CSRF-TOKEN"]

    /// Reports the origins that a rule is against, unless browsers may not send cookies to them.
    private static func reportOrigins(
        _ context: LintContext,
        _ report: inout RuleReporter,
        where isBad: (String) -> Bool,
        saying words: (String) -> (message: String, help: String)
    ) {
        let section = "serverSettings.crossOriginSettings"
        guard let setting = context["\(section).allowedOrigins"] else { return }
        guard !context.isSet("\(section).allowCredentials", to: false) else { return }
        for origin in setting.list ?? [] where isBad(origin) {
            let (message, help) = words(UnknownKey.shown(origin))
            report(setting.atValue, message, help: [help])
        }
    }

    private static func host(of origin: String) -> Substring {
        let host = origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...]
        return host.prefix { $0 != ":" && $0 != "/" }
    }
}

extension Setting {
    /// Whether a list has a value, letter case not considered.
    fileprivate func has(_ value: String) -> Bool {
        list?.contains { $0.lowercased() == value.lowercased() } ?? false
    }
}
