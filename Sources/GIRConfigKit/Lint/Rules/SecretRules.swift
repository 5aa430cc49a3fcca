import GIRPKI

/// Rules about passwords and keys written into the configuration: GIR1xx.
enum SecretRules {
    static let rules = [
        plaintextPassword, plaintextKeystorePassword, defaultPassword, miscasedPrefix, undocumentedCrypt,
        encryptedOpenValue, foreignCryptValue, damagedCryptValue, undecodedObfuscation, partialPlaceholder,
        plaintextSecurityKey,
    ]

    static let plaintextPassword = Rule(
        id: "GIR101",
        name: "plaintext-password",
        summary: "A password is written in clear text.",
        severity: .error,
        rationale: """
            Anyone who can read the file can read the password, and it stays in version control for ever. Encrypt it: \
            `girctl encrypt --in-place application.yaml cassandraCluster.password`, or take it from the environment \
            with `${NAME}`.
            """,
        flagged: [
            "cassandraCluster:\n  password: ⟦hunter2⟧\n",
            "serverSettings:\n  jksPassword: ⟦\"pa ss\"⟧\n",
        ],
        accepted: [
            "cassandraCluster:\n  password: CRYPT:aGVsbG8=\n",
            "cassandraCluster:\n  password: ${CASSANDRA_PASSWORD}\n",
            "cassandraCluster:\n  password:\n",
            "jetty:\n  ssl:\n    keyStorePassword: x\n",
        ],
        references: ["docs/threat-model.md", VendorPage.security.address],
        check: { context, report in
            for (option, setting) in context.secrets(having: [], lacking: .encrypted)
            where option.acceptsCrypt == .documented {
                guard let text = setting.text, !text.isEmpty, !PasswordText.isMarked(text) else { continue }
                guard !SampleText.isOne(text) else { continue }
                report(
                    setting.atValue,
                    "password is written in clear text",
                    help: [Self.encryption(of: setting, in: context)]
                )
            }
        }
    )

    static let plaintextKeystorePassword = Rule(
        id: "GIR102",
        name: "plaintext-keystore-password",
        summary: "The password of the server's keystore is written in clear text.",
        severity: .warning,
        rationale: """
            Who reads the file and the keystore has the server's private key. `girctl serve` decrypts `CRYPT:` here. The \
            vendor's program is documented to decode Jetty's `OBF:` only, which keeps the password from a glance and \
            from nothing else: give the file mode 0600 as well.
            """,
        flagged: ["jetty:\n  ssl:\n    keyStorePassword: ⟦hunter2⟧\n"],
        accepted: [
            "jetty:\n  ssl:\n    keyStorePassword: OBF:1ky2207115yo1qxo1qw215zi20751l10\n",
            "jetty:\n  ssl:\n    keyStorePassword: CRYPT:aGVsbG8=\n",
            "jetty:\n  ssl:\n    keyManagerPassword: x\n",
        ],
        references: ["docs/threat-model.md", VendorPage.security.address],
        check: { context, report in
            for (option, setting) in context.secrets(having: [], lacking: .encrypted)
            where option.acceptsObfuscation && option.confidence != .recollection {
                guard let text = setting.text, !text.isEmpty, !PasswordText.isMarked(text) else { continue }
                guard !SampleText.isOne(text) else { continue }
                report(
                    setting.atValue,
                    "keystore password is written in clear text",
                    help: [Self.encryption(of: setting, in: context)]
                )
            }
        }
    )

    static let defaultPassword = Rule(
        id: "GIR103",
        name: "default-password",
        summary: "A password is one that the documentation prints, or the user's name.",
        severity: .warning,
        rationale: "It is the first that anyone tries. Encrypting it does not help: choose another.",
        flagged: [
            "jetty:\n  ssl:\n    keyStorePassword: ⟦storepwd⟧\n",
            "serverSettings:\n  opsUserName: admin1\n  opsUserPassword: ⟦admin1⟧\n",
            "serverSettings:\n  jksPassword: ⟦pa$$word⟧\n",
            "jetty:\n  ssl:\n    keyStorePassword: ⟦OBF:1vny1zlo1x8e1vnw1vn61x8g1zlu1vn4⟧\n",
            "client_encryption_options:\n  keystore_password: ⟦cassandra⟧\n",
        ],
        accepted: ["serverSettings:\n  opsUserName: ops\n  opsUserPassword: CRYPT:a\n"],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        check: { context, report in
            for (option, setting) in context.secrets(having: [], lacking: .encrypted)
            where option.confidence != .recollection {
                guard let text = setting.text, let password = PasswordText.plain(text) else { continue }
                if PasswordText.wellKnown.contains(password.lowercased()) {
                    report(setting.atValue, "'\(setting.path)' is a password that everyone knows", help: [Self.change])
                } else if let name = PasswordText.userOption(of: setting.path).flatMap({ context[$0] }),
                    name.text == password
                {
                    // The name is not shown beside it: it is the password.
                    report(setting.atValue, "'\(setting.path)' is the name of its user", help: [Self.change])
                }
            }
        }
    )

    static let miscasedPrefix = Rule(
        id: "GIR104",
        name: "miscased-prefix",
        summary: "The mark of an encrypted password is not in capitals.",
        severity: .error,
        rationale: "Only `CRYPT:` is decrypted. Any other text is used as the password itself.",
        flagged: [
            "cassandraCluster:\n  password: ⟦crypt:aGVsbG8=⟧\n",
            "jetty:\n  ssl:\n    keyStorePassword: ⟦obf:1v2j1v1v⟧\n",
        ],
        accepted: ["cassandraCluster:\n  password: CRYPT:aGVsbG8=\n"],
        references: [VendorPage.security.address],
        check: { context, report in
            for (option, setting) in context.secrets(having: .colon, lacking: .encrypted)
            where option.confidence != .recollection {
                guard let text = setting.text, let prefix = PasswordText.miscasedPrefix(of: text) else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' is marked in small letters",
                    help: ["write '\(prefix)' in capitals"]
                )
            }
        }
    )

    static let undocumentedCrypt = Rule(
        id: "GIR105",
        name: "undocumented-crypt",
        summary: "A password is encrypted that the vendor's program is not documented to decrypt.",
        severity: .note,
        rationale: """
            `girctl serve` decrypts `CRYPT:` in every password. The documentation of the vendor's program lists the \
            options in which it does, and this is none of them.
            """,
        flagged: ["jetty:\n  ssl:\n    keyStorePassword: ⟦CRYPT:aGVsbG8=⟧\n"],
        accepted: ["cassandraCluster:\n  password: CRYPT:aGVsbG8=\n"],
        references: [VendorPage.cassandraAuthentication.address],
        check: { context, report in
            for (option, setting) in context.secrets(having: .encrypted)
            where option.acceptsCrypt == .undocumented && setting.text != nil {
                report(setting.atValue, "'\(setting.path)' is encrypted, which the vendor does not document")
            }
        }
    )

    static let encryptedOpenValue = Rule(
        id: "GIR106",
        name: "encrypted-open-value",
        summary: "A value is encrypted that is no password.",
        severity: .error,
        rationale: "Passwords are decrypted, other values are not: the text is used as it stands.",
        flagged: ["cassandraCluster:\n  userName: ⟦CRYPT:aGVsbG8=⟧\n"],
        accepted: ["cassandraCluster:\n  userName: rws\n  password: CRYPT:aGVsbG8=\n"],
        references: [VendorPage.cassandraAuthentication.address],
        check: { context, report in
            for (option, setting) in context.values(having: .encrypted) where !option.isSecret && setting.text != nil {
                report(setting.atValue, "'\(setting.path)' is encrypted and is no password", help: ["write it plainly"])
            }
        }
    )

    static let foreignCryptValue = Rule(
        id: "GIR107",
        name: "foreign-crypt-value",
        summary: "A password was encrypted by another program.",
        severity: .note,
        rationale: """
            The cipher of the vendor's program is not public: girctl keeps such a value as it is and cannot decrypt it. \
            `girctl serve` needs the password encrypted by `girctl encrypt`.
            """,
        flagged: ["cassandraCluster:\n  password: ⟦CRYPT:an03xPrxLAu9p==⟧\n"],
        accepted: ["cassandraCluster:\n  password: CRYPT:v1.damaged\n"],
        references: ["docs/crypt-format.md", VendorPage.security.address],
        check: { context, report in
            for (_, setting) in context.secrets(having: .encrypted, lacking: .intact) {
                guard let text = setting.text, PasswordText.isForeign(text) else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' was not encrypted by girctl",
                    help: [Self.encryption(of: setting, in: context)]
                )
            }
        }
    )

    static let damagedCryptValue = Rule(
        id: "GIR108",
        name: "damaged-crypt-value",
        summary: "An encrypted password is not complete.",
        severity: .error,
        rationale: "The text is cut off, or characters were lost or added: it cannot decrypt with any key.",
        flagged: [
            "cassandraCluster:\n  password: ⟦CRYPT:v1.0a1b2c3d.AAAA⟧\n",
            "serverSettings:\n  jksPassword: ⟦'CRYPT:'⟧\n",
        ],
        accepted: [
            "cassandraCluster:\n  password: CRYPT:an03xPrxLAu9p==\n"
        ],
        references: ["docs/crypt-format.md"],
        check: { context, report in
            for (_, setting) in context.secrets(having: .encrypted, lacking: .intact) {
                guard let text = setting.text, let failure = PasswordText.failure(of: text) else { continue }
                guard failure.code != .foreignValue else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' cannot be decrypted",
                    notes: [failure.reason],
                    help: failure.hint.map { [$0] } ?? []
                )
            }
        }
    )

    static let undecodedObfuscation = Rule(
        id: "GIR109",
        name: "undecoded-obfuscation",
        summary: "A password is obfuscated for Jetty where Jetty does not read it.",
        severity: .error,
        rationale: "Only Jetty decodes `OBF:`. Elsewhere the text is used as the password itself.",
        flagged: ["cassandraCluster:\n  password: ⟦OBF:1v2j1v1v⟧\n"],
        accepted: ["jetty:\n  ssl:\n    keyStorePassword: OBF:1v2j1v1v\n"],
        references: [VendorPage.security.address],
        check: { context, report in
            for (option, setting) in context.secrets(having: .colon, lacking: .encrypted)
            where !option.acceptsObfuscation && option.confidence != .recollection {
                guard let text = setting.text, ObfuscatedPassword.isOne(text) else { continue }
                report(
                    setting.atValue,
                    "'\(setting.path)' is obfuscated, and nothing decodes it here",
                    help: [Self.encryption(of: setting, in: context)]
                )
            }
        }
    )

    static let partialPlaceholder = Rule(
        id: "GIR110",
        name: "partial-placeholder",
        summary: "A part of a password is taken from the environment.",
        severity: .note,
        rationale: """
            Spring replaces `${…}` wherever it stands. A password that has the characters by chance becomes another \
            one, or the start fails: put the whole password into the variable.
            """,
        flagged: ["cassandraCluster:\n  password: ⟦a${b}c⟧\n"],
        accepted: [
            "cassandraCluster:\n  password: ${CASSANDRA_PASSWORD}\n", "cassandraCluster:\n  userName: rws-${SITE}\n",
        ],
        check: { context, report in
            for (_, setting) in context.secrets(having: .placeholder) {
                guard let text = setting.value.scalarText, !text.hasPrefix("${") || !text.hasSuffix("}") else {
                    continue
                }
                report(
                    setting.atValue,
                    "'\(setting.path)' is partly taken from the environment",
                    help: ["take the whole password from a variable, as ${NAME}"]
                )
            }
        }
    )

    static let plaintextSecurityKey = Rule(
        id: "GIR111",
        name: "plaintext-security-key",
        summary: "The key of the stored settings is written in clear text.",
        severity: .warning,
        rationale: """
            Who reads the file and the store has the passwords of the recording storage. `girctl serve` decrypts \
            `CRYPT:` here; the vendor's program is not documented to.
            """,
        flagged: ["serverSettings:\n  cryptoSecurityKey: ⟦d20f6a97c1⟧\n"],
        accepted: [
            "serverSettings:\n  cryptoSecurityKey: CRYPT:aGVsbG8=\n",
            "serverSettings:\n  cryptoSecurityKey: ${CRYPTO_SECURITY_KEY}\n",
        ],
        references: ["docs/threat-model.md", VendorPage.features.address],
        check: { context, report in
            guard let setting = context["serverSettings.cryptoSecurityKey"], let text = setting.text, !text.isEmpty,
                !PasswordText.isMarked(text), !SampleText.isOne(text)
            else { return }
            report(
                setting.atValue,
                "'\(setting.path)' is written in clear text",
                help: [Self.encryption(of: setting, in: context)]
            )
        }
    )

    private static let change = "choose another password, and change it where it is checked too"

    /// The command that encrypts a value where it stands.
    static func encryption(of setting: Setting, in context: LintContext) -> String {
        EncryptionCommand.line(setting.path, in: context.source.path, keyFile: context.keyFile)
    }
}
