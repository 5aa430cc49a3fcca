import FoundationEssentials
import GIRPKI

/// Rules about the certificates in the files that a configuration names: GIR906 to GIR914.
enum CertificateFileRules {
    static let rules = [
        incompleteChain, expiredCertificate, expiringCertificate, weakKey, uncoveredName, severalCAs,
        missingTrustAnchor, expiredTrustAnchor, ambiguousKey,
    ]

    static let incompleteChain = Rule(
        id: "GIR906",
        name: "incomplete-chain",
        summary: "A certificate is served without the one that issued it, or with others that did not.",
        severity: .warning,
        rationale: """
            A client knows roots, and needs the certificates in between from the server. One whose issuer is in a \
            truststore of this configuration is complete.
            """,
        flagged: [listener("⟦/etc/rws/no-issuer.jks⟧"), listener("⟦/etc/rws/wrong-issuer.jks⟧")],
        accepted: [listener("/etc/rws/keystore.jks"), listener("/etc/rws/self-signed.jks")],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            let anchors = context.stores.flatMap { $0.store?.anchors ?? [] }
            for store in context.stores {
                if let identity = store.served, identity.failure == nil {
                    guard let reason = fault(in: identity.chain, anchors) else { continue }
                    report(
                        store.setting.atValue,
                        "the certificate chain in '\(store.use.path)' is not complete",
                        notes: [reason],
                        help: [
                            "girctl keystore import \(ShellWord.quoted(store.file)) --alias "
                                + "\(ShellWord.quoted(identity.alias ?? "ALIAS")) --cert CERTIFICATE --key KEY "
                                + "--chain ISSUERS --replace"
                        ]
                    )
                }
            }
        }
    )

    static let expiredCertificate = Rule(
        id: "GIR907",
        name: "expired-certificate",
        summary: "A certificate that is served has expired, or is not valid yet.",
        severity: .error,
        rationale: "Every client that checks certificates ends the connection. Cassandra serves it all the same.",
        flagged: [listener("⟦/etc/rws/expired.jks⟧"), listener("⟦/etc/rws/not-yet-valid.jks⟧")],
        accepted: [listener("/etc/rws/keystore.jks")],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            eachServed(context) { certificate, store, files in
                if certificate.notAfter < files.now {
                    let days = -files.days(until: certificate.notAfter)
                    report(
                        store.setting.atValue,
                        "a certificate in '\(store.use.path)' has expired",
                        notes: ["'\(certificate.subject)' expired \(days) day\(days == 1 ? "" : "s") ago"],
                        help: ["get a new one, and import it with: girctl keystore import … --replace"]
                    )
                } else if certificate.notBefore > files.now {
                    report(
                        store.setting.atValue,
                        "a certificate in '\(store.use.path)' is not valid yet",
                        notes: [
                            "'\(certificate.subject)' is valid in \(files.days(until: certificate.notBefore) + 1) days"
                        ],
                        help: ["check the clock of this machine, or wait"]
                    )
                }
            }
        }
    )

    static let expiringCertificate = Rule(
        id: "GIR908",
        name: "expiring-certificate",
        summary: "A certificate that is served expires within 30 days.",
        severity: .warning,
        rationale: "After that day no client connects. `keytool -genkey` makes certificates for 90 days unless told.",
        flagged: [listener("⟦/etc/rws/expiring.jks⟧")],
        accepted: [listener("/etc/rws/keystore.jks")],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            eachServed(context) { certificate, store, files in
                let days = files.days(until: certificate.notAfter)
                guard certificate.notAfter >= files.now, certificate.notBefore <= files.now, days < 30 else { return }
                report(
                    store.setting.atValue,
                    "a certificate in '\(store.use.path)' expires soon",
                    notes: ["'\(certificate.subject)' has \(days) day\(days == 1 ? "" : "s") left"],
                    help: ["get a new one, and import it with: girctl keystore import … --replace"]
                )
            }
        }
    )

    static let weakKey = Rule(
        id: "GIR909",
        name: "weak-key",
        summary: "A certificate has a key that is too small, or a signature that can be forged.",
        severity: .warning,
        rationale: """
            RSA needs 2048 bits and elliptic curves 224; MD5 and SHA-1 signatures are refused by Java and by browsers. \
            The guide's commands ask for 1024 bits.
            """,
        flagged: [listener("⟦/etc/rws/weak.jks⟧"), "serverSettings:\n  rcsTrustedCA: ⟦/etc/rws/weak-ca.pem⟧\n"],
        accepted: [listener("/etc/rws/keystore.jks")],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                let certificates = store.served?.chain ?? store.store?.anchors ?? []
                for certificate in certificates {
                    guard let reason = weakness(of: certificate) else { continue }
                    report(
                        store.setting.atValue,
                        "a certificate in '\(store.use.path)' is weak",
                        notes: ["'\(certificate.subject)' has \(reason)"],
                        help: ["replace it by one with RSA of 2048 bits, or P-256, and SHA-256"]
                    )
                }
            }
        }
    )

    static let uncoveredName = Rule(
        id: "GIR910",
        name: "uncovered-name",
        summary: "The certificate does not have the name that clients use.",
        severity: .warning,
        rationale: """
            Clients compare the host in `externalApiUrlV2` with the certificate's subject alternative names (RFC 9525), \
            and end the connection. Where a load balancer speaks TLS with a certificate of its own the finding does not \
            matter.
            """,
        flagged: [
            listener("⟦/etc/rws/keystore.jks⟧")
                + "serverSettings:\n  externalApiUrlV2: https://other.example.com/api/v2\n"
        ],
        accepted: [
            listener("/etc/rws/keystore.jks")
                + "serverSettings:\n  externalApiUrlV2: https://rws.example.com:9443/api/v2\n"
        ],
        references: ["https://www.rfc-editor.org/rfc/rfc9525"],
        needsFiles: true,
        needsWholeFile: true,
        check: { context, report in
            guard let files = context.files, let address = context["serverSettings.externalApiUrlV2"],
                let host = AddressRules.host(of: address.text ?? ""), HostName(host) != nil
            else { return }
            for store in context.stores where store.use.path == "jetty.ssl.keyStorePath" {
                guard let certificate = store.served?.chain.first else { continue }
                let names = TrustEvaluator(anchors: [])
                    .evaluate(chain: [certificate], host: host, at: files.now, nameRule: .rfc9525).names
                guard let names, !names.rfc9525.isMatch else { continue }
                let presented = names.presented.isEmpty ? "no name" : names.presented.prefix(5).joined(separator: ", ")
                report(
                    store.setting.atValue,
                    "the certificate does not have the name '\(UnknownKey.shown(host))'",
                    secondary: [Label(address.atValue.span, "clients are sent here")],
                    notes: ["it has \(presented)"],
                    help: ["get a certificate with the subject alternative name 'dns:\(UnknownKey.shown(host))'"]
                )
            }
        }
    )

    static let severalCAs = Rule(
        id: "GIR911",
        name: "several-cas",
        summary: "The file for the one CA of Configuration Server has several.",
        severity: .warning,
        rationale: """
            Only a single CA can be used for Configuration Server, SIP Server and Interaction Server, says the RWS guide: \
            which of several it is cannot be told.
            """,
        flagged: ["serverSettings:\n  caCertificate: ⟦/etc/rws/bundle.pem⟧\n"],
        accepted: [
            "serverSettings:\n  caCertificate: /etc/rws/ca.pem\n",
            "serverSettings:\n  rcsTrustedCA: /etc/rws/bundle.pem\n",
        ],
        references: [VendorPage.security.address],
        needsFiles: true,
        check: { context, report in
            for store in context.stores where store.use.path == "serverSettings.caCertificate" {
                let count = Set(store.store?.anchors ?? []).count
                guard count > 1 else { continue }
                report(
                    store.setting.atValue,
                    "'caCertificate' has \(count) CAs, and one is used",
                    notes: (store.store?.anchors ?? []).prefix(5).map { "'\($0.subject)'" },
                    help: ["leave the CA that issued the certificates of the three servers"]
                )
            }
        }
    )

    static let missingTrustAnchor = Rule(
        id: "GIR912",
        name: "missing-trust-anchor",
        summary: "A truststore has no certificate that Java trusts.",
        severity: .error,
        rationale: """
            Every peer is refused, or the program does not start. `openssl pkcs12 -export -nokeys` makes files in which \
            Java sees no entry; `girctl keystore import --trusted` makes one that it sees.
            """,
        flagged: [
            "cassandraCluster:\n  useSSL: true\n  trustStore: ⟦/etc/rws/empty.jks⟧\n  truststorePassword: changed1\n"
        ],
        accepted: [
            "cassandraCluster:\n  useSSL: true\n  trustStore: /etc/rws/ca.jks\n  truststorePassword: changed1\n"
        ],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores where store.use.role == .trust {
                guard let opened = store.store, opened.anchors.isEmpty else { continue }
                report(
                    store.setting.atValue,
                    "'\(store.use.path)' has no certificate to trust",
                    notes: opened.unseen > 0
                        ? ["\(opened.unseen) are in it, and nothing says that they are trusted"] : [],
                    help: ["girctl keystore import \(ShellWord.quoted(store.file)) --trusted CERTIFICATES"]
                )
            }
        }
    )

    static let expiredTrustAnchor = Rule(
        id: "GIR913",
        name: "expired-trust-anchor",
        summary: "A certificate that others are checked with has expired.",
        severity: .warning,
        rationale: "Some programs still trust what it issued and others do not; its successor is probably missing.",
        flagged: ["serverSettings:\n  rcsTrustedCA: ⟦/etc/rws/expired-ca.pem⟧\n"],
        accepted: ["serverSettings:\n  rcsTrustedCA: /etc/rws/ca.pem\n"],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files else { return }
            for store in context.stores where store.use.role == .trust {
                for anchor in store.store?.anchors ?? [] where anchor.notAfter < files.now {
                    report(
                        store.setting.atValue,
                        "a CA in '\(store.use.path)' has expired",
                        notes: ["'\(anchor.subject)' expired \(-files.days(until: anchor.notAfter)) days ago"],
                        help: ["add the CA that took its place, then remove it"]
                    )
                }
            }
        }
    )

    static let ambiguousKey = Rule(
        id: "GIR914",
        name: "ambiguous-key",
        summary: "A keystore has several private keys, of which the configuration chooses none.",
        severity: .note,
        rationale: "`girctl serve` takes the first; Java chooses by what the client can do, and may take another.",
        flagged: [listener("⟦/etc/rws/two-keys.jks⟧")],
        accepted: [listener("/etc/rws/keystore.jks")],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                let aliases = store.store?.identities.compactMap(\.alias) ?? []
                guard aliases.count > 1, store.alias == nil else { continue }
                report(
                    store.setting.atValue,
                    "'\(store.use.path)' has \(aliases.count) private keys",
                    notes: ["their aliases are \(aliases.prefix(5).map { "'\($0)'" }.joined(separator: ", "))"],
                    help: ["leave the one that is to be served"]
                )
            }
        }
    )
}

extension CertificateFileRules {
    /// The example of a listener with a keystore.
    static func listener(_ keystore: String) -> String {
        """
        jetty:
          enableSsl: true
          ssl:
            keyStorePath: \(keystore)
            keyStorePassword: changed1

        """
    }

    /// Looks at each certificate that is sent to others.
    private static func eachServed(
        _ context: LintContext,
        _ look: (Certificate, StoreInspection, LintFiles) -> Void
    ) {
        guard let files = context.files else { return }
        for store in context.stores {
            for certificate in store.served?.chain ?? [] { look(certificate, store, files) }
        }
    }

    private static func fault(in chain: [Certificate], _ anchors: [Certificate]) -> String? {
        for (certificate, issuer) in zip(chain, chain.dropFirst()) where !certificate.isSigned(by: issuer) {
            return "'\(certificate.subject)' was not issued by '\(issuer.subject)', which follows it"
        }
        guard chain.count == 1, let last = chain.last, !last.isSelfIssued else { return nil }
        guard !anchors.contains(where: { $0.subject.der == last.issuer.der && last.isSigned(by: $0) }) else {
            return nil
        }
        return "the certificate of '\(last.issuer)' is missing"
    }

    private static func weakness(of certificate: Certificate) -> String? {
        if let key = try? certificate.publicKey.algorithm {
            if key.name.hasPrefix("RSA") && key.bits < 2048 || key.name == "EC" && key.bits < 224 {
                return "a key of \(key.bits) bits"
            }
        }
        let algorithm = certificate.signatureAlgorithm.lowercased()
        // Nobody checks the signature of what is trusted by itself.
        guard !certificate.isSelfIssued else { return nil }
        return ["md5", "md4", "md2", "sha1"].contains { algorithm.contains($0) }
            ? "a signature with \(certificate.signatureAlgorithm)" : nil
    }
}
