/// Rules about the web server, its TLS, sessions and request log: GIR2xx.
enum JettyRules {
    static let rules = [
        incompleteTLSListener, unusedTLSSettings, privilegedPort, sharedPort, contradictingClientAuthentication,
        weakProtocol, insecureCookie, droppedCookie, plaintextAddress, loggedCookies, longSession, scriptReadableCookie,
        plaintextAPI, missingRequestLog, weakCipherSuite, plaintextListener,
    ]

    static let incompleteTLSListener = Rule(
        id: "GIR201",
        name: "incomplete-tls-listener",
        summary: "HTTPS is switched on without a keystore or its password.",
        severity: .error,
        rationale: """
            The listener needs a private key: the program does not start, or starts with the keystore and the password \
            of the vendor's example. `girctl keystore genkey` makes a keystore for a test.
            """,
        flagged: [
            "jetty:\n  enableSsl: ⟦true⟧\n",
            "jetty:\n  enableSsl: true\n  ⟦ssl⟧:\n    keyStorePath: keystore\n",
            "jetty:\n  enableSsl: true\n  ssl:\n    ⟦keyStorePath⟧:\n    keyStorePassword: CRYPT:a\n",
        ],
        accepted: [
            "jetty:\n  enableSsl: true\n  ssl:\n    keyStorePath: keystore\n    keyStorePassword: CRYPT:a\n",
            "jetty:\n  enableSsl: false\n",
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            guard let switched = context["jetty.enableSsl"], switched.flag == true else { return }
            guard let section = context["jetty.ssl"], !section.isNull else {
                report(
                    switched.atValue,
                    "HTTPS is switched on without 'jetty.ssl'",
                    help: ["add 'ssl:' below 'jetty:' with port, keyStorePath and keyStorePassword"]
                )
                return
            }
            for path in ["jetty.ssl.keyStorePath", "jetty.ssl.keyStorePassword"] where !context.hasValue(path) {
                var place = (context[path] ?? section).atKey
                place.path = path
                report(place, "HTTPS is switched on without '\(path)'", help: ["set it"])
            }
        }
    )

    static let unusedTLSSettings = Rule(
        id: "GIR202",
        name: "unused-tls-settings",
        summary: "The HTTPS listener is set up and not switched on.",
        severity: .warning,
        rationale: "`enableSsl` is off unless it is written: the server answers on plain HTTP only.",
        flagged: [
            "jetty:\n  ⟦ssl⟧:\n    port: 9443\n", "jetty:\n  enableSsl: false\n  ⟦ssl⟧:\n    port: 9443\n",
            "jetty:\n  ⟦enableSsl⟧:\n",
        ],
        accepted: ["jetty:\n  enableSsl: true\n  ssl:\n    port: 9443\n", "jetty:\n  ssl:\n"],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            let switched = context["jetty.enableSsl"]
            if let switched, switched.isNull {
                report(
                    switched.atKey,
                    "'jetty.enableSsl' has no value and HTTPS is not switched on",
                    help: ["write true, or false for plain HTTP"]
                )
                return
            }
            guard let section = context["jetty.ssl"], !section.value.pairs.isEmpty else { return }
            guard switched.map({ $0.flag == false }) ?? true else { return }
            report(
                section.atKey,
                "'jetty.ssl' is set and HTTPS is not switched on",
                secondary: switched.map { [Label($0.atValue.span, "switched off here")] } ?? [],
                help: ["set 'enableSsl: true' below 'jetty:'"]
            )
        }
    )

    static let privilegedPort = Rule(
        id: "GIR203",
        name: "privileged-port",
        summary: "A listener uses a port below 1024.",
        severity: .warning,
        rationale: """
            Unix lets only root and programs with CAP_NET_BIND_SERVICE listen there, and the server must not run as \
            root. The RWS guide proposes 9443.
            """,
        flagged: ["jetty:\n  ssl:\n    port: ⟦443⟧\n", "jetty:\n  port: ⟦80⟧\n"],
        accepted: ["jetty:\n  port: 8090\n  ssl:\n    port: 9443\n"],
        references: [VendorPage.security.address],
        check: { context, report in
            for (path, port) in [("jetty.port", 8090), ("jetty.ssl.port", 9443)] {
                guard let setting = context[path], let number = setting.number, (1..<1024).contains(number) else {
                    continue
                }
                report(
                    setting.atValue,
                    "port \(number) needs a privilege",
                    help: ["use a port above 1023, such as \(port)"]
                )
            }
        }
    )

    static let sharedPort = Rule(
        id: "GIR204",
        name: "shared-port",
        summary: "Both listeners use the same port.",
        severity: .error,
        rationale: "The second one cannot be opened and the server does not start.",
        flagged: ["jetty:\n  port: 9443\n  enableSsl: true\n  ssl:\n    port: ⟦9443⟧\n"],
        accepted: [
            "jetty:\n  port: 8090\n  enableSsl: true\n  ssl:\n    port: 9443\n",
            "jetty:\n  port: 9443\n  ssl:\n    port: 9443\n",
        ],
        needsWholeFile: true,
        check: { context, report in
            guard context.isSet("jetty.enableSsl", to: true), let plain = context.number("jetty.port"),
                plain == context.number("jetty.ssl.port"),
                let setting = context["jetty.ssl.port"] ?? context["jetty.port"]
            else { return }
            let other = context["jetty.port"].flatMap { $0.path == setting.path ? nil : $0 }
            report(
                setting.atValue,
                "HTTP and HTTPS share port \(plain)",
                secondary: other.map { [Label($0.atValue.span, "plain HTTP")] } ?? [],
                help: ["give one of them another port"]
            )
        }
    )

    static let contradictingClientAuthentication = Rule(
        id: "GIR205",
        name: "contradicting-client-authentication",
        summary: "Client certificates are both required and optional.",
        severity: .note,
        rationale: "Of the two the stricter one counts.",
        flagged: ["jetty:\n  ssl:\n    needClientAuth: true\n    wantClientAuth: ⟦true⟧\n"],
        accepted: ["jetty:\n  ssl:\n    needClientAuth: true\n    wantClientAuth: false\n"],
        check: { context, report in
            guard context.isSet("jetty.ssl.needClientAuth", to: true),
                let optional = context["jetty.ssl.wantClientAuth"], optional.flag == true
            else { return }
            report(optional.atValue, "'needClientAuth' makes 'wantClientAuth' pointless", help: ["remove one of them"])
        }
    )

    static let weakProtocol = Rule(
        id: "GIR206",
        name: "weak-protocol",
        summary: "A version of TLS below 1.2 is spoken.",
        severity: .note,
        rationale: "SSL 2, SSL 3, TLS 1.0 and TLS 1.1 are broken or withdrawn (RFC 7568, RFC 8996).",
        flagged: ["jetty:\n  ssl:\n    includeProtocols: [⟦TLSv1⟧, TLSv1.2]\n"],
        accepted: ["jetty:\n  ssl:\n    includeProtocols: [TLSv1.2, TLSv1.3]\n    excludeProtocols: [SSLv3]\n"],
        references: ["https://www.rfc-editor.org/rfc/rfc8996"],
        check: { context, report in
            WeakTLS.reportProtocols(context, "jetty.ssl.includeProtocols", &report)
        }
    )

    static let insecureCookie = Rule(
        id: "GIR207",
        name: "insecure-cookie",
        summary: "Browsers send the session cookie over plain HTTP too, though HTTPS is switched on.",
        severity: .warning,
        rationale: "One request to an http address is enough to give the session to whoever listens.",
        flagged: [
            "jetty:\n  enableSsl: true\n  cookies:\n    secure: ⟦false⟧\n",
            "jetty:\n  enableSsl: true\nserverSettings:\n  cometDSettings:\n    cookieSecure: ⟦false⟧\n",
        ],
        accepted: [
            "jetty:\n  enableSsl: true\n  cookies:\n    secure: true\n", "jetty:\n  cookies:\n    secure: false\n",
        ],
        check: { context, report in
            guard context.isSet("jetty.enableSsl", to: true) else { return }
            for path in ["jetty.cookies.secure", "serverSettings.cometDSettings.cookieSecure"] {
                guard let setting = context[path], setting.flag == false else { continue }
                report(setting.atValue, "'\(path)' is false with HTTPS switched on", help: ["set it to true"])
            }
        }
    )

    static let droppedCookie = Rule(
        id: "GIR208",
        name: "dropped-cookie",
        summary: "A cookie for requests from other sites is not marked as secure.",
        severity: .warning,
        rationale: "Browsers drop a cookie with `SameSite=None` that is not secure: nobody stays logged in.",
        flagged: ["jetty:\n  cookies:\n    sameSite: ⟦None⟧\n    secure: false\n"],
        accepted: [
            "jetty:\n  cookies:\n    sameSite: None\n    secure: true\n", "jetty:\n  cookies:\n    sameSite: Lax\n",
        ],
        needsWholeFile: true,
        check: { context, report in
            for (sameSite, secure) in [
                ("jetty.cookies.sameSite", "jetty.cookies.secure"),
                ("serverSettings.cometDSettings.cookieSameSite", "serverSettings.cometDSettings.cookieSecure"),
            ] {
                guard let setting = context[sameSite], setting.text?.lowercased() == "none",
                    !context.isSet(secure, to: true), context[secure]?.isPlaceholder != true
                else { continue }
                report(setting.atValue, "'\(sameSite)' is None without '\(secure)'", help: ["set '\(secure)' to true"])
            }
        }
    )

    static let plaintextAddress = Rule(
        id: "GIR209",
        name: "plaintext-address",
        summary: "An address that clients are given is http, though HTTPS is switched on.",
        severity: .warning,
        rationale: """
            The program puts it in front of the addresses in its answers: clients that followed HTTPS go on in plain \
            text, passwords included.
            """,
        flagged: [
            "jetty:\n  enableSsl: true\nserverSettings:\n  externalApiUrlV2: ⟦http://rws.example/api/v2⟧\n"
        ],
        accepted: [
            "jetty:\n  enableSsl: true\nserverSettings:\n  externalApiUrlV2: https://rws.example/api/v2\n",
            "serverSettings:\n  externalApiUrlV2: http://rws.example/api/v2\n",
        ],
        check: { context, report in
            guard context.isSet("jetty.enableSsl", to: true) else { return }
            for path in AddressRules.addresses {
                guard let setting = context[path], let text = setting.text, text.hasPrefix("http://") else { continue }
                report(setting.atValue, "'\(path)' is an http address", help: ["write https://"])
            }
        }
    )

    static let loggedCookies = Rule(
        id: "GIR210",
        name: "logged-cookies",
        summary: "Session identifiers are written to the request log.",
        severity: .warning,
        rationale: "Who reads the log can go on with any session in it.",
        flagged: ["jetty:\n  requestLog:\n    logCookies: ⟦true⟧\n"],
        accepted: ["jetty:\n  requestLog:\n    logCookies: false\n"],
        references: [VendorPage.sampleFile.address],
        check: { context, report in
            guard let setting = context["jetty.requestLog.logCookies"], setting.flag == true else { return }
            report(setting.atValue, "session cookies are written to the request log", help: ["set it to false"])
        }
    )

    static let longSession = Rule(
        id: "GIR211",
        name: "long-session",
        summary: "Sessions do not end, or live for more than a day without a request.",
        severity: .warning,
        rationale: "A forgotten browser stays logged in. The vendor's sample has 1800 seconds.",
        flagged: [
            "jetty:\n  sessionMaxInactiveInterval: ⟦0⟧\n", "jetty:\n  sessionMaxInactiveInterval: ⟦604800⟧\n",
        ],
        accepted: ["jetty:\n  sessionMaxInactiveInterval: 1800\n"],
        references: [VendorPage.sampleFile.address],
        check: { context, report in
            guard let setting = context["jetty.sessionMaxInactiveInterval"], let seconds = setting.number else {
                return
            }
            guard seconds <= 0 || seconds > 86_400 else { return }
            report(
                setting.atValue,
                seconds <= 0 ? "sessions never end" : "sessions live for \(seconds / 3600) hours without a request",
                help: ["use 1800 seconds, or what your rules for workplaces say"]
            )
        }
    )

    static let scriptReadableCookie = Rule(
        id: "GIR212",
        name: "script-readable-cookie",
        summary: "Scripts can read the session cookie.",
        severity: .warning,
        rationale: "One injected script is then enough to take the session away.",
        flagged: ["jetty:\n  cookies:\n    httpOnly: ⟦false⟧\n"],
        accepted: ["jetty:\n  cookies:\n    httpOnly: true\n"],
        check: { context, report in
            for path in ["jetty.cookies.httpOnly", "serverSettings.cometDSettings.cookieHttpOnly"] {
                guard let setting = context[path], setting.flag == false else { continue }
                report(setting.atValue, "'\(path)' is false", help: ["set it to true"])
            }
        }
    )

    static let plaintextAPI = Rule(
        id: "GIR213",
        name: "plaintext-api",
        summary: "Clients reach the API over plain HTTP.",
        severity: .warning,
        rationale: """
            Each request has a password or a session in it, and recordings in its answer. Switch HTTPS on, or let the \
            load balancer speak it and write its https address.
            """,
        flagged: ["serverSettings:\n  externalApiUrlV2: ⟦http://rws.example/api/v2⟧\n"],
        accepted: [
            "serverSettings:\n  externalApiUrlV2: https://rws.example/api/v2\n",
            "serverSettings:\n  externalApiUrlV2: http://localhost:8090/api/v2\n",
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            // With HTTPS switched on it is `plaintext-address` that says so.
            guard let setting = context["serverSettings.externalApiUrlV2"], let text = setting.text,
                text.hasPrefix("http://"), !AddressRules.isLoopback(text),
                context["jetty.enableSsl"].map({ $0.flag == false || $0.isNull }) ?? true
            else { return }
            report(setting.atValue, "clients are sent to an http address", help: ["speak HTTPS and write https://"])
        }
    )

    static let missingRequestLog = Rule(
        id: "GIR214",
        name: "missing-request-log",
        summary: "Requests are not logged.",
        severity: .note,
        rationale: "Who listened to which recording cannot be told afterwards.",
        flagged: ["jetty:\n  enableRequestLog: ⟦false⟧\n"],
        accepted: ["jetty:\n  enableRequestLog: true\n"],
        references: [VendorPage.sampleFile.address],
        check: { context, report in
            guard let setting = context["jetty.enableRequestLog"], setting.flag == false else { return }
            report(setting.atValue, "requests are not logged", help: ["set it to true"])
        }
    )

    static let weakCipherSuite = Rule(
        id: "GIR215",
        name: "weak-cipher-suite",
        summary: "A cipher suite is broken, or lets old connections be read once the key is lost.",
        severity: .note,
        rationale: WeakTLS.cipherRationale,
        flagged: ["jetty:\n  ssl:\n    includeCipherSuites: [⟦TLS_RSA_WITH_AES_128_CBC_SHA⟧]\n"],
        accepted: [
            "jetty:\n  ssl:\n    includeCipherSuites: [TLS_AES_128_GCM_SHA256]\n",
            "jetty:\n  ssl:\n    excludeCipherSuites: [TLS_RSA_WITH_AES_128_CBC_SHA]\n",
        ],
        references: ["https://www.rfc-editor.org/rfc/rfc9325"],
        check: { context, report in WeakTLS.reportCiphers(context, "jetty.ssl.includeCipherSuites", &report) }
    )

    static let plaintextListener = Rule(
        id: "GIR216",
        name: "plaintext-listener",
        summary: "A listener that other machines can reach speaks plain HTTP.",
        severity: .warning,
        rationale: """
            Each request has a password or a session in it, and recordings in its answer: whoever is on the way reads \
            them. Behind a proxy on the same machine, `host: 127.0.0.1` keeps others away. Where `externalApiUrlV2` \
            is set, what it says of the way to the clients counts.
            """,
        flagged: [
            "jetty:\n  host: 0.0.0.0\n  port: 8090\n  enableSsl: ⟦false⟧\n", "jetty:\n  ⟦host⟧: rws.example\n",
        ],
        accepted: [
            "jetty:\n  port: 8090\n", "jetty:\n  host: 127.0.0.1\n  port: 8090\n",
            "jetty:\n  enableSsl: false\nserverSettings:\n  externalApiUrlV2: https://rws.example/api/v2\n",
            "jetty:\n  port: 8090\n  enableSsl: true\n",
            "jetty:\n  host: ::1\n  enableSsl: false\n", "jetty:\n  enableSsl: ${TLS}\n  port: 8090\n",
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            let switched = context["jetty.enableSsl"]
            let host = context["jetty.host"].flatMap { $0.isNull ? nil : $0 }
            // Where it has no value, or `ssl` is set up beside it, `unused-tls-settings` says so; a file that sets neither
            // it nor the host may leave both to another one.
            guard switched.map({ $0.flag == false }) ?? true, context["jetty.ssl"]?.value.pairs.isEmpty ?? true,
                !(host?.text.map(LoopbackAddress.isOne) ?? false), let place = switched?.atValue ?? host?.atKey
            else { return }
            // Then a load balancer speaks HTTPS for the listener, or `plaintext-api` says what clients do.
            guard !context.hasValue("serverSettings.externalApiUrlV2") else { return }
            report(place, "other machines are spoken to in plain HTTP", help: ["set 'enableSsl: true' below 'jetty:'"])
        }
    )
}
