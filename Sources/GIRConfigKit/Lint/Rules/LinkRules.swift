import GIRPKI

/// Rules about the peers of the outbound links, which were asked: GIR951 to GIR960.
enum LinkRules {
    static let rules = [
        uncheckedLink, plaintextPeer, failedHandshake, demandedClientCertificate, untrustedPeer, mismatchedPeerName,
        expiringPeerCertificate, unverifiedPeer, unencryptedLink, weakPeerName,
    ]

    static let uncheckedLink = Rule(
        id: "GIR951",
        name: "unchecked-link",
        summary: "A peer could not be asked, so that nothing is known of its certificate.",
        severity: .note,
        rationale: """
            It cannot be reached from here, its address is no address, what it is verified with comes from the \
            environment of the program, or what it is to be shown cannot be read. Run it where the server runs. The exit status is 2 where this is all there is.
            """,
        flagged: [configurationServer("⟦unreachable.example.com⟧"), cassandra("⟦no address⟧")],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            let reasons: Set<LinkReason> = [
                .addressUnknown, .clientKeyStorePassword, .clientKeyStoreUnreadable, .loginNotTried, .placeholder,
                .truststoreNotFound,
                .unreachable,
            ]
            each(context, reasons) { found in
                report(
                    place(of: found, context),
                    "\(found.target) is not checked: \(found.reason?.code ?? "")",
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let plaintextPeer = Rule(
        id: "GIR952",
        name: "plaintext-peer",
        summary: "A peer answers in something else than TLS where the configuration wants TLS.",
        severity: .error,
        rationale: """
            Every connection of the server ends at its beginning. The port is not the secured one, or TLS is not switched \
            on there.
            """,
        flagged: [configurationServer("⟦plaintext.example.com⟧"), cassandra("⟦plaintext.example.com⟧")],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            each(context, [.noTLS]) { found in
                report(
                    found.hostPlace(in: context),
                    "\(found.target) does not speak TLS",
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let failedHandshake = Rule(
        id: "GIR953",
        name: "failed-handshake",
        summary: "A peer speaks TLS, and there is no agreement with it.",
        severity: .error,
        rationale: """
            It offers old versions or suites only, or does not answer the handshake. The server speaks TLS 1.2 and 1.3 \
            with suites that are still safe.
            """,
        flagged: [configurationServer("⟦old.example.com⟧")],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            each(context, [.handshakeFailed]) { found in
                report(
                    found.hostPlace(in: context),
                    "\(found.target) and this program do not agree on TLS",
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let demandedClientCertificate = Rule(
        id: "GIR954",
        name: "demanded-client-certificate",
        summary: "A peer wants a certificate of the client's, or another one.",
        severity: .error,
        rationale: """
            RWS presents none on these links, so that the peer refuses it: have the peer ask for none. `girctl serve` shows \
            Cassandra's nodes that of `girctl.cassandraKeyStore`, as this check does. Whether another one would help shows `girctl ca validate --connect --client-cert FILE --client-key FILE`.
            """,
        flagged: [cassandra("⟦demanding.example.com⟧")],
        accepted: [cassandra("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            each(context, [.clientCertificateRefused]) { found in
                report(
                    found.hostPlace(in: context),
                    "\(found.target) wants a client certificate",
                    notes: found.facts,
                    help: found.link == .cassandra
                        ? found.help.filter { !$0.contains("--client-cert ") }
                        : ["have the peer ask for none: RWS has no certificate to present on this link"]
                )
            }
        }
    )

    static let untrustedPeer = Rule(
        id: "GIR955",
        name: "untrusted-peer",
        summary: "What a peer sends is not trusted with what the link is verified with.",
        severity: .error,
        rationale: """
            The server ends the connection. The code behind the message is the one of `girctl ca validate`, which shows \
            the path that was tried, and whose help this is.
            """,
        flagged: [
            configurationServer("untrusted.example.com", trust: "⟦/etc/rws/ca.pem⟧"),
            cassandra("untrusted.example.com", trust: "⟦/etc/rws/ca.jks⟧"),
        ],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            for found in context.links {
                guard case .trust(let code) = found.reason, code != .nameMismatch else { continue }
                let place = found.trustPlace(in: context)
                report(
                    place,
                    "\(found.target) is not trusted: \(code.rawValue)",
                    secondary: peer(found, context, besides: place),
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let mismatchedPeerName = Rule(
        id: "GIR956",
        name: "mismatched-peer-name",
        summary: "The certificate of a peer does not have the name that is called.",
        severity: .error,
        rationale: """
            The server ends the connection to Cassandra, WebDAV, the Recording Crypto Server and SpeechMiner by the rule of \
            HTTPS, and to the others by that of the RWS guide, which takes a common name too.
            """,
        flagged: [configurationServer("⟦renamed.example.com⟧")],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            for found in context.links where found.reason == .trust(.nameMismatch) {
                report(
                    found.hostPlace(in: context),
                    "the certificate of \(found.target) has another name",
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let expiringPeerCertificate = Rule(
        id: "GIR957",
        name: "expiring-peer-certificate",
        summary: "A certificate of a trusted peer expires within 30 days.",
        severity: .warning,
        rationale: """
            After that day the server no longer connects. It may be the peer's own or one of a CA above it.
            """,
        flagged: [configurationServer("⟦expiring.example.com⟧")],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            for found in context.links {
                guard found.reason == nil, let days = found.daysLeft, days < 30 else { continue }
                report(
                    found.hostPlace(in: context),
                    "a certificate of \(found.target) expires soon",
                    notes: ["it has \(days) day\(days == 1 ? "" : "s") left"] + found.facts,
                    help: ["have the peer's owner renew it: girctl keystore renew KEYSTORE --alias ALIAS"]
                )
            }
        }
    )

    static let unverifiedPeer = Rule(
        id: "GIR958",
        name: "unverified-peer",
        summary: "A peer is called with TLS, and whatever certificate it sends is accepted.",
        severity: .warning,
        rationale: """
            The link is encrypted, and to whom is not known. The notes have what the peer sends now.
            """,
        flagged: [configurationServer("sound.example.com", trust: nil)],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            each(context, [.notVerified]) { found in
                let place = found.trustPlace(in: context)
                report(
                    place,
                    "any certificate of \(found.target) is accepted",
                    secondary: peer(found, context, besides: place),
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let unencryptedLink = Rule(
        id: "GIR959",
        name: "unencrypted-link",
        summary: "A link that could be encrypted is not.",
        severity: .warning,
        rationale: """
            Passwords and data pass in clear text. Before it is switched on, `girctl ca validate --connect` says whether the \
            peer would be trusted.
            """,
        flagged: [
            "onPremiseSettings:\n  cmeHost: ⟦plaintext.example.com⟧\n  cmePort: 2020\n",
            "cassandraCluster:\n  nodes: node1.example.com\n  useSSL: ⟦false⟧\n",
        ],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            each(context, [.notEncrypted]) { found in
                report(
                    found.switchPlace(in: context),
                    "the link '\(found.link.rawValue)' is not encrypted",
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )

    static let weakPeerName = Rule(
        id: "GIR960",
        name: "weak-peer-name",
        summary: "A peer's name is accepted by the rule of the RWS guide only.",
        severity: .note,
        rationale: """
            The name is in the subject or at the issuer. Java, browsers and RFC 9525 look at subject alternative names only, \
            so that every other client refuses the peer.
            """,
        flagged: [configurationServer("⟦weakly-named.example.com⟧")],
        accepted: [configurationServer("sound.example.com")],
        references: ["docs/links.md"],
        needsLinks: true,
        check: { context, report in
            for found in context.links where found.reason == nil && found.hasWeakName {
                report(
                    found.hostPlace(in: context),
                    "the certificate of \(found.target) names it in an old way only",
                    notes: found.facts,
                    help: found.help
                )
            }
        }
    )
}

extension LinkRules {
    /// The example of a Configuration Server that is called with TLS.
    private static func configurationServer(_ host: String, trust: String? = "/etc/rws/ca.pem") -> String {
        let flag = trust == nil ? "⟦true⟧" : "true"
        let section = trust.map { "serverSettings:\n  caCertificate: \($0)\n" } ?? ""
        return "onPremiseSettings:\n  cmeHost: \(host)\n  cmePort: 2020\n  tlsEnabled: \(flag)\n\(section)"
    }

    /// The example of a Cassandra node that is called with TLS.
    private static func cassandra(_ node: String, trust: String = "/etc/rws/ca.jks") -> String {
        "cassandraCluster:\n  nodes: \(node)\n  useSSL: true\n  trustStore: \(trust)\n  truststorePassword: changed1\n"
    }

    /// Looks at the links with one of some reasons.
    private static func each(_ context: LintContext, _ reasons: Set<LinkReason>, _ look: (LinkInspection) -> Void) {
        for found in context.links {
            if case .link(let reason) = found.reason, reasons.contains(reason) { look(found) }
        }
    }

    /// The place of what keeps a peer from being asked.
    private static func place(of found: LinkInspection, _ context: LintContext) -> RuleReporter.Place {
        switch found.reason {
        case .link(.clientKeyStorePassword), .link(.clientKeyStoreUnreadable):
            context["girctl.cassandraKeyStore"]?.atValue ?? found.hostPlace(in: context)
        case .link(.placeholder), .link(.truststoreNotFound): found.trustPlace(in: context)
        default: found.hostPlace(in: context)
        }
    }

    /// The host of a peer, where it stands elsewhere than the finding.
    private static func peer(
        _ found: LinkInspection,
        _ context: LintContext,
        besides place: RuleReporter.Place
    ) -> [Label] {
        let host = found.hostPlace(in: context).span
        return host == place.span ? [] : [Label(host, "the peer")]
    }
}
