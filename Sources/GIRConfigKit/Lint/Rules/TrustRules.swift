/// Rules about the certificates that are trusted on outbound links: GIR3xx.
enum TrustRules {
    static let rules = [
        uncheckedCertificate, doubtfulTrustPath, missingTruststorePassword, unusedTruststorePassword,
        unauthenticatedTLS, unusedTLSFlag,
    ]

    static let uncheckedCertificate = Rule(
        id: "GIR301",
        name: "unchecked-certificate",
        summary: "The certificate of a server is not checked.",
        severity: .warning,
        rationale: """
            The link is encrypted, and to whom is not known: anyone on the way can answer in the server's place and read \
            the recordings and passwords that pass.
            """,
        flagged: ["serverSettings:\n  webDAVTrustedCA: ⟦false⟧\n", "serverSettings:\n  rcsTrustedCA: ⟦'false'⟧\n"],
        accepted: ["serverSettings:\n  webDAVTrustedCA: true\n  rcsTrustedCA: /opt/ca.pem\n"],
        references: [VendorPage.security.address],
        check: { context, report in
            for (path, peer) in links {
                guard let setting = context[path], setting.flag == false else { continue }
                report(
                    setting.atValue,
                    "the certificate of \(peer) is not checked",
                    help: ["set it to the path of the CA's certificate, or to true for the CAs that Java knows"]
                )
            }
        }
    )

    static let doubtfulTrustPath = Rule(
        id: "GIR302",
        name: "doubtful-trust-path",
        summary: "A word stands where a flag or the path of a file belongs.",
        severity: .warning,
        rationale: """
            Every text but true and false is taken for the path of a file, and where there is no such file the program \
            ends at its start.
            """,
        flagged: [
            "serverSettings:\n  webDAVTrustedCA: ⟦ture⟧\n", "serverSettings:\n  caCertificate: ⟦true⟧\n",
            "cassandraCluster:\n  useSSL: true\n  trustStore: ⟦true⟧\n",
        ],
        accepted: [
            "serverSettings:\n  webDAVTrustedCA: ca.pem\n  rcsTrustedCA: 'true'\n  speechMinerTrustedCA: conf/ca\n"
        ],
        references: [VendorPage.security.address],
        check: { context, report in
            for (path, _) in stores {
                guard let setting = context[path], case .bool = setting.scalar else { continue }
                guard !links.contains(where: { $0.0 == path }) else { continue }
                report(setting.atValue, "'\(path)' is a flag", help: ["write the path of a PEM or JKS file"])
            }
            for (path, _) in links {
                guard let setting = context[path], case .string(let text) = setting.scalar else { continue }
                guard text != "true", text != "false", !text.contains(where: { "./\\".contains($0) }) else { continue }
                guard !SampleText.isOne(text), !text.isEmpty else { continue }
                report(
                    setting.atValue,
                    "'\(path)' is taken for the file \(setting.quoted)",
                    help: ["write true, false or the path of a PEM or JKS file"]
                )
            }
        }
    )

    static let missingTruststorePassword = Rule(
        id: "GIR303",
        name: "missing-truststore-password",
        summary: "A JKS truststore has no password.",
        severity: .warning,
        rationale: "Without it the program cannot open the truststore, or cannot tell whether someone changed it.",
        flagged: [
            "serverSettings:\n  caCertificate: ⟦/opt/ca_cert.jks⟧\n",
            "cassandraCluster:\n  useSSL: true\n  trustStore: ⟦/opt/client.jks⟧\n",
        ],
        accepted: [
            "serverSettings:\n  caCertificate: /opt/ca_cert.pem\n",
            "serverSettings:\n  caCertificate: /opt/ca_cert.jks\n  jksPassword: CRYPT:a\n",
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            for (path, password) in stores {
                guard let setting = context[path], setting.text?.lowercased().hasSuffix(".jks") == true else {
                    continue
                }
                guard !context.hasValue(password) else { continue }
                let name = context.catalogue.option(at: password)?.name ?? ""
                report(setting.atValue, "'\(path)' is a JKS without '\(name)'", help: ["set '\(password)'"])
            }
        }
    )

    static let unusedTruststorePassword = Rule(
        id: "GIR304",
        name: "unused-truststore-password",
        summary: "A truststore password belongs to no JKS truststore.",
        severity: .warning,
        rationale: "PEM files have no password. Either the path is wrong, or a secret is in the file for nothing.",
        flagged: [
            "serverSettings:\n  webDAVTrustedCA: /opt/ca.pem\n  ⟦webDAVJksPassword⟧: CRYPT:a\n",
            "serverSettings:\n  rcsTrustedCA: true\n  ⟦rcsJksPassword⟧: CRYPT:a\n",
            "serverSettings:\n  ⟦jksPassword⟧: CRYPT:a\n",
        ],
        accepted: [
            "serverSettings:\n  webDAVTrustedCA: /opt/ca.jks\n  webDAVJksPassword: CRYPT:a\n",
            "serverSettings:\n  webDAVTrustedCA: /opt/ca.pem\n  webDAVJksPassword: ''\n",
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            for (path, password) in stores {
                guard let setting = context[password], context.hasValue(password) else { continue }
                guard context[path]?.isPlaceholder != true else { continue }
                if let text = context[path]?.text, context[path]?.flag == nil, !isPEM(text) { continue }
                report(
                    setting.atKey,
                    "'\(password)' belongs to no JKS",
                    help: ["remove it, or set '\(path)' to the JKS"]
                )
            }
        }
    )

    static let unauthenticatedTLS = Rule(
        id: "GIR305",
        name: "unauthenticated-tls",
        summary: "The connection to Configuration Server is encrypted without a CA to check its certificate.",
        severity: .warning,
        rationale: """
            Without `serverSettings.caCertificate` no certificate is checked: anyone on the way can answer in the \
            server's place and learn the password.
            """,
        flagged: ["onPremiseSettings:\n  tlsEnabled: ⟦true⟧\n"],
        accepted: [
            "onPremiseSettings:\n  tlsEnabled: true\nserverSettings:\n  caCertificate: /opt/ca_cert.pem\n"
        ],
        references: [VendorPage.security.address],
        needsWholeFile: true,
        check: { context, report in
            guard let setting = context["onPremiseSettings.tlsEnabled"], setting.flag == true else { return }
            guard !context.hasValue("serverSettings.caCertificate") else { return }
            report(
                setting.atValue,
                "'tlsEnabled' is set without 'serverSettings.caCertificate'",
                help: ["set 'caCertificate' below 'serverSettings:' to the CA of Configuration Server"]
            )
        }
    )

    static let unusedTLSFlag = Rule(
        id: "GIR306",
        name: "unused-tls-flag",
        summary: "TLS to Configuration Server is switched on at a node that does not read it.",
        severity: .note,
        rationale: """
            `tlsEnabled` is for the first connection of the sync node. The other nodes take the port, and with it TLS, \
            from the connections of the cluster's application object.
            """,
        flagged: ["serverSettings:\n  syncNode: false\nonPremiseSettings:\n  tlsEnabled: ⟦true⟧\n"],
        accepted: [
            "serverSettings:\n  syncNode: true\nonPremiseSettings:\n  tlsEnabled: true\n",
            "onPremiseSettings:\n  tlsEnabled: true\n",
        ],
        references: [VendorPage.security.address],
        check: { context, report in
            guard let setting = context["onPremiseSettings.tlsEnabled"], setting.flag == true,
                let node = context["serverSettings.syncNode"], node.flag == false
            else { return }
            report(
                setting.atValue,
                "'tlsEnabled' has no effect on a node that is not the sync node",
                secondary: [Label(node.atValue.span, "not the sync node")],
                help: ["choose the secured port in the connections of the cluster's application object"]
            )
        }
    )

    /// The options that take a flag or the path of a CA, and what they check.
    private static let links = [
        ("serverSettings.webDAVTrustedCA", "the WebDAV server"),
        ("serverSettings.rcsTrustedCA", "the Recording Crypto Server"),
        ("serverSettings.speechMinerTrustedCA", "SpeechMiner"),
    ]

    /// The options that may name a JKS, and those with its password.
    private static let stores = [
        ("serverSettings.caCertificate", "serverSettings.jksPassword"),
        ("serverSettings.webDAVTrustedCA", "serverSettings.webDAVJksPassword"),
        ("serverSettings.rcsTrustedCA", "serverSettings.rcsJksPassword"),
        ("serverSettings.speechMinerTrustedCA", "serverSettings.speechMinerJksPassword"),
        ("cassandraCluster.trustStore", "cassandraCluster.truststorePassword"),
    ]

    /// Whether a path ends as those of certificates without a keystore do.
    static func isPEM(_ path: String) -> Bool {
        [".pem", ".crt", ".cer", ".der"].contains { path.lowercased().hasSuffix($0) }
    }
}
