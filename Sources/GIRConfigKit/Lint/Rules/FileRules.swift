import GIRPKI

/// Rules about the keystores, truststores and PEM files that a configuration names: GIR901 to GIR905.
enum FileRules {
    static let rules = [uncheckedFile, missingFile, unopenedStore, missingPrivateKey, unusableKey]

    static let uncheckedFile = Rule(
        id: "GIR901",
        name: "unchecked-file",
        summary: "A file could not be looked into, so that nothing is known of it.",
        severity: .note,
        rationale: """
            Its password needs a key that is not at hand or comes from the environment, or this user may not read the \
            file. Give the key file with `--key-file`, or run as the user that the server runs as. The exit status is 2 \
            where this is all there is.
            """,
        flagged: [
            "serverSettings:\n  caCertificate: ⟦/etc/rws/ca.jks⟧\n  jksPassword: CRYPT:an03xPrxLAu9p==\n",
            "serverSettings:\n  webDAVTrustedCA: ⟦/etc/rws/forbidden.pem⟧\n",
        ],
        accepted: ["serverSettings:\n  webDAVTrustedCA: /etc/rws/ca.pem\n"],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                guard case .unchecked(let reason) = store.outcome else { continue }
                report(store.setting.atValue, "'\(store.use.path)' is not checked", notes: [reason])
            }
        }
    )

    static let missingFile = Rule(
        id: "GIR902",
        name: "missing-file",
        summary: "A file that an option names does not exist.",
        severity: .error,
        rationale: """
            The program ends at its start: the RWS guide says so of the truststores, and a listener without its keystore \
            cannot open. A path without a slash in front is looked for in the folder of the configuration.
            """,
        flagged: [
            "serverSettings:\n  webDAVTrustedCA: ⟦/etc/rws/missing.pem⟧\n",
            "client_encryption_options:\n  keystore: ⟦/etc/rws/missing.jks⟧\n",
        ],
        accepted: [
            "serverSettings:\n  webDAVTrustedCA: /etc/rws/ca.pem\n  rcsTrustedCA: true\n",
            "jetty:\n  enableSsl: false\n  ssl:\n    keyStorePath: /etc/rws/missing.jks\n",
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                guard case .missing = store.outcome else { continue }
                report(
                    store.setting.atValue,
                    "'\(store.use.path)' names a file that does not exist",
                    notes: ["looked for '\(store.file)'"],
                    help: ["put the file there, or write the path that it has"]
                )
            }
        }
    )

    static let unopenedStore = Rule(
        id: "GIR903",
        name: "unopened-store",
        summary: "A file does not open with its password, or is no keystore and no certificate.",
        severity: .error,
        rationale: """
            The program cannot use it: the listener does not open, or no peer is trusted. A JKS cannot tell a wrong \
            password from changed bytes.
            """,
        flagged: [
            "serverSettings:\n  caCertificate: /etc/rws/ca.jks\n  jksPassword: ⟦wrong⟧\n",
            "serverSettings:\n  webDAVTrustedCA: ⟦/etc/rws/garbage.pem⟧\n",
            "cassandraCluster:\n  useSSL: true\n  trustStore: ⟦/etc/rws/ca.p12⟧\n",
        ],
        accepted: ["serverSettings:\n  caCertificate: /etc/rws/ca.jks\n  jksPassword: changed1\n"],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                guard case .refused(let error) = store.outcome else { continue }
                let isPassword = [.integrityCheckFailed, .wrongPassword].contains(error.code)
                let place = isPassword ? context[store.use.password]?.atValue : nil
                report(
                    place ?? store.setting.atValue,
                    isPassword
                        ? "'\(store.use.password)' does not open the keystore"
                        : "'\(store.use.path)' cannot be opened",
                    notes: ["'\(store.file)': \(error.reason)"],
                    help: isPassword
                        ? ["write the password that the keystore was made with"]
                        : error.code == .passwordRequired
                            ? ["set '\(store.use.password)'"] : error.hint.map { [$0] } ?? []
                )
            }
        }
    )

    static let missingPrivateKey = Rule(
        id: "GIR904",
        name: "missing-private-key",
        summary: "A keystore that connections are served from has no private key.",
        severity: .error,
        rationale: """
            `keytool -import` puts the certificate in and drops the key without a word, so that the steps of the RWS \
            guide end here: the listener opens and no handshake succeeds. `girctl keystore import --cert … --key …` keeps \
            both.
            """,
        flagged: [
            """
            jetty:
              enableSsl: true
              ssl:
                keyStorePath: ⟦/etc/rws/ca.jks⟧
                keyStorePassword: changed1

            """
        ],
        accepted: [
            """
            jetty:
              enableSsl: true
              ssl:
                keyStorePath: /etc/rws/keystore.jks
                keyStorePassword: changed1

            """
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores where store.use.role == .identity {
                guard let opened = store.store, opened.identities.isEmpty else { continue }
                let count = opened.anchors.count + opened.unseen
                report(
                    store.setting.atValue,
                    "'\(store.use.path)' has no private key",
                    notes: [
                        "'\(store.file)' has \(count) certificate\(count == 1 ? "" : "s") and no private-key entry"
                    ],
                    help: [
                        "girctl keystore import \(ShellWord.quoted(store.file)) --alias jetty --cert CERTIFICATE --key KEY"
                    ]
                )
            }
        }
    )

    static let unusableKey = Rule(
        id: "GIR905",
        name: "unusable-key",
        summary: "A private key does not decrypt, or belongs to another certificate.",
        severity: .error,
        rationale: """
            No handshake succeeds. A key may have a password of its own: Jetty takes it from `keyManagerPassword`, \
            Cassandra has no option for it and needs it to be the store's.
            """,
        flagged: [
            """
            jetty:
              enableSsl: true
              ssl:
                keyStorePath: ⟦/etc/rws/other-key-password.jks⟧
                keyStorePassword: changed1

            """,
            "client_encryption_options:\n  keystore: ⟦/etc/rws/other-key-password.jks⟧\n  keystore_password: changed1\n",
        ],
        accepted: [
            """
            jetty:
              enableSsl: true
              ssl:
                keyStorePath: /etc/rws/other-key-password.jks
                keyStorePassword: changed1
                keyManagerPassword: changed2

            """
        ],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                guard let failure = store.served?.failure else { continue }
                report(
                    store.setting.atValue,
                    "the private key in '\(store.use.path)' cannot be used",
                    notes: ["'\(store.file)': \(failure.reason)"],
                    help: failure.hint.map { [$0] } ?? store.use.keyPassword.map { ["check '\($0)'"] }
                        ?? ["give the key the password of the keystore"]
                )
            }
        }
    )
}
