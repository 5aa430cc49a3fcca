import GIRPKI

/// Rules about who may read and write the files, and about what the environment has in place of them: GIR915 to GIR923.
enum FilePermissionRules {
    static let rules = [
        readableFile, writableFile, keyFileBesideConfiguration, readableKeyFile, leftoverSettingsFile,
        unservedStore, mismatchedPassword, undecryptableValue, unfilledPlaceholder,
    ]

    static let readableFile = Rule(
        id: "GIR915",
        name: "readable-file",
        summary: "Every user of the machine can read a private key, or a password in clear text.",
        severity: .warning,
        rationale: """
            `keytool` makes keystores that everyone can read. Give the file mode 0600, or 0640 with the group of the \
            service.
            """,
        flagged: [
            CertificateFileRules.listener("⟦/etc/rws/readable.jks⟧"),
            "# file: /etc/readable/application.yaml\ncassandraCluster:\n  ⟦password⟧: hunter2\n",
        ],
        accepted: [
            CertificateFileRules.listener("/etc/rws/keystore.jks"),
            "# file: /etc/readable/application.yaml\ncassandraCluster:\n  password: CRYPT:a\n",
        ],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files else { return }
            for store in context.stores where store.use.role == .identity {
                guard let mode = files.probe.permissions(of: store.file), mode & 0o004 != 0 else { continue }
                guard store.store.map({ !$0.identities.isEmpty }) ?? true else { continue }
                report(
                    store.setting.atValue,
                    "every user can read the keystore in '\(store.use.path)'",
                    notes: ["'\(store.file)' has mode \(text(mode))"],
                    help: ["chmod 600 \(ShellWord.quoted(store.file))"]
                )
            }
            guard let mode = files.probe.permissions(of: context.source.path), mode & 0o004 != 0,
                let open = context.secrets.first(where: { isOpen($0.setting) })
            else { return }
            report(
                open.setting.atKey,
                "every user can read the passwords in this file",
                notes: ["'\(context.source.path)' has mode \(text(mode))"],
                help: ["chmod 600 \(ShellWord.quoted(context.source.path))"]
            )
        }
    )

    static let writableFile = Rule(
        id: "GIR916",
        name: "writable-file",
        summary: "Every user of the machine can change whom the program trusts, or the key it serves with.",
        severity: .error,
        rationale: "Whoever can write a truststore can add a CA of his own and answer in place of any peer.",
        flagged: ["serverSettings:\n  rcsTrustedCA: ⟦/etc/rws/writable.pem⟧\n"],
        accepted: ["serverSettings:\n  rcsTrustedCA: /etc/rws/ca.pem\n"],
        kinds: [.application, .cassandra],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files else { return }
            for store in context.stores {
                guard let mode = files.probe.permissions(of: store.file), mode & 0o002 != 0 else { continue }
                report(
                    store.setting.atValue,
                    "every user can change the file in '\(store.use.path)'",
                    notes: ["'\(store.file)' has mode \(text(mode))"],
                    help: ["chmod o-w \(ShellWord.quoted(store.file))"]
                )
            }
        }
    )

    static let keyFileBesideConfiguration = Rule(
        id: "GIR917",
        name: "key-file-beside-configuration",
        summary: "The key of the encrypted passwords is in the folder of the configuration.",
        severity: .warning,
        rationale: """
            Whoever gets the folder, a backup or a copy of it, has both. Keep the key apart: `/etc/girctl/key`, or a \
            credential of systemd.
            """,
        flagged: ["# file: /etc/girctl/application.yaml\ncassandraCluster:\n  password: ⟦CRYPT:v1.a⟧\n"],
        accepted: [
            "# file: /etc/rws/application.yaml\ncassandraCluster:\n  password: CRYPT:v1.a\n",
            "# file: /etc/girctl/application.yaml\ncassandraCluster:\n  password: CRYPT:an03xPrxLAu9p==\n",
        ],
        references: ["docs/threat-model.md"],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files, let keyFile = files.keyFile, let setting = ownValue(context) else {
                return
            }
            let config = files.probe.resolved(context.source.path)
            let key = files.probe.resolved(keyFile)
            guard folder(of: config) == folder(of: key) else { return }
            report(
                setting.atValue,
                "the key of the encrypted passwords lies beside them",
                notes: ["'\(key)' is in the same folder"],
                help: ["move it to another folder, and name that with --key-file or GIRCTL_KEY_FILE"]
            )
        }
    )

    static let readableKeyFile = Rule(
        id: "GIR918",
        name: "readable-key-file",
        summary: "Others than its owner have access to the key of the encrypted passwords.",
        severity: .error,
        rationale:
            "They can decrypt every password in this file. Give the key file mode 0600, and change the passwords.",
        flagged: ["# file: /etc/readable-key/application.yaml\ncassandraCluster:\n  password: ⟦CRYPT:v1.a⟧\n"],
        accepted: ["cassandraCluster:\n  password: CRYPT:v1.a\n"],
        references: ["docs/threat-model.md"],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files, let setting = ownValue(context) else { return }
            for file in keyFiles(context, files) {
                guard let mode = files.probe.permissions(of: file), mode & 0o077 != 0 else { continue }
                report(
                    setting.atValue,
                    "others have access to the key of the encrypted passwords",
                    notes: ["'\(file)' has mode \(text(mode))"],
                    help: ["chmod 600 \(ShellWord.quoted(file)), then change the passwords"]
                )
            }
        }
    )

    static let leftoverSettingsFile = Rule(
        id: "GIR919",
        name: "leftover-settings-file",
        summary: "A settings file of an older version lies beside application.yaml.",
        severity: .warning,
        rationale: """
            Up to 8.5.201 the settings were in files of their own. The program reads application.yaml only: what is \
            changed in the old files has no effect, and passwords stay in them.
            """,
        flagged: ["# file: /etc/leftover/application.yaml\n⟦jetty⟧:\n  port: 8090\n"],
        accepted: ["# file: /etc/rws/application.yaml\njetty:\n  port: 8090\n"],
        references: [VendorPage.sampleFile.address],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files, let first = context.settings.first else { return }
            for name in ["cassandra-cluster.yaml", "onpremise-settings.yaml", "server-settings.yaml"]
            where !context.source.path.hasSuffix(name) && files.probe.permissions(of: context.folder + name) != nil {
                report(
                    first.atKey,
                    "'\(name)' is no longer read",
                    notes: ["'\(context.folder)\(name)' is there"],
                    help: ["move what is still needed into application.yaml, then remove it"]
                )
            }
        }
    )

    static let unservedStore = Rule(
        id: "GIR920",
        name: "unserved-store",
        summary: "Cassandra cannot serve from a keystore of this kind.",
        severity: .error,
        rationale: """
            With the store type JKS, which is the default, a JCEKS keystore stops the start, and Ed25519 keys fail in each \
            handshake under the TLS library that Cassandra brings.
            """,
        flagged: [
            "client_encryption_options:\n  keystore: ⟦/etc/rws/ed25519.jks⟧\n  keystore_password: changed1\n"
        ],
        accepted: ["client_encryption_options:\n  keystore: /etc/rws/keystore.jks\n  keystore_password: changed1\n"],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.cassandra],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                let section = String(store.use.path.prefix { $0 != "." })
                let type = context["\(section).store_type"]?.text ?? "JKS"
                if store.store?.format == .jceks, type != "JCEKS" {
                    report(
                        store.setting.atValue,
                        "the keystore is a JCEKS, and the store type is \(UnknownKey.shown(type))",
                        help: ["girctl keystore convert \(ShellWord.quoted(store.file)) --type pkcs12"]
                    )
                }
                let key = try? store.identities.first?.chain.first?.publicKey
                guard key?.algorithm.name == "Ed25519" else { continue }
                report(
                    store.setting.atValue,
                    "Cassandra does not serve with an Ed25519 key",
                    help: ["make one of RSA 2048 or P-256: girctl keystore genkey … --algorithm ec"]
                )
            }
        }
    )

    static let mismatchedPassword = Rule(
        id: "GIR921",
        name: "mismatched-password",
        summary: "A keystore is opened without a password, or a PEM file with one.",
        severity: .warning,
        rationale: """
            What counts is what is in the file, whatever its name ends with. A JKS without its password is not checked \
            for changes, and what a password is for that no file needs is worth a look.
            """,
        flagged: [
            "serverSettings:\n  webDAVTrustedCA: ⟦/etc/rws/truststore⟧\n",
            "serverSettings:\n  webDAVTrustedCA: ⟦/etc/rws/pem.jks⟧\n  webDAVJksPassword: changed1\n",
        ],
        accepted: [
            "serverSettings:\n  webDAVTrustedCA: /etc/rws/truststore\n  webDAVJksPassword: changed1\n",
            "serverSettings:\n  webDAVTrustedCA: /etc/rws/ca.pem\n",
            "serverSettings:\n  caCertificate: /etc/rws/ca.jks\n",
        ],
        references: [VendorPage.security.address],
        needsFiles: true,
        needsWholeFile: true,
        check: { context, report in
            for store in context.stores where store.use.role == .trust {
                guard let opened = store.store, let name = store.setting.text?.lowercased() else { continue }
                if let format = opened.format, !store.hasPassword, !name.hasSuffix(".jks") {
                    report(
                        store.setting.atValue,
                        "'\(store.use.path)' is a \(format.rawValue.uppercased()) keystore without a password",
                        help: ["set '\(store.use.password)'"]
                    )
                } else if opened.format == nil, store.hasPassword, !TrustRules.isPEM(name) {
                    report(
                        store.setting.atValue,
                        "'\(store.use.path)' is no keystore, and has a password",
                        notes: ["'\(store.file)' has certificates in PEM or DER"],
                        help: ["remove '\(store.use.password)', or name the keystore"]
                    )
                }
            }
        }
    )

    static let undecryptableValue = Rule(
        id: "GIR922",
        name: "undecryptable-value",
        summary: "An encrypted password does not decrypt with the keys at hand.",
        severity: .error,
        rationale: """
            It was encrypted with another key, for another option, or was changed. The server that has this key file \
            cannot use it either.
            """,
        flagged: [
            """
            cassandraCluster:
              password: ⟦CRYPT:v1.0badcafe.AcLhBJe9WnWyLRGzsVMn7FAVTWEt0-LxBNQv2G2ts2HoKDuMcfrI-xxlyedwNdD7zqA9qV7uWcadifnJzg⟧

            """
        ],
        accepted: ["cassandraCluster:\n  password: CRYPT:an03xPrxLAu9p==\n"],
        references: ["docs/crypt-format.md"],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files, files.keyFile != nil else { return }
            for (_, setting) in context.secrets {
                // What is not ours, or not complete, has a rule that needs no key.
                guard let text = setting.text, CryptValue.isOne(text), PasswordText.failure(of: text) == nil else {
                    continue
                }
                let password = ConfiguredPassword(raw: Secret(text), span: setting.value.span, path: setting.path)
                do throws(ConfigError) {
                    _ = try files.passwords.resolve(password)
                } catch  where error.code != .keyMissing {
                    report(
                        setting.atValue,
                        "'\(setting.path)' does not decrypt with the keys at hand",
                        notes: [error.reason],
                        help: error.hint.map { [$0] } ?? []
                    )
                } catch {
                    continue
                }
            }
        }
    )

    static let unfilledPlaceholder = Rule(
        id: "GIR923",
        name: "unfilled-placeholder",
        summary: "A value comes from the environment, which `girctl serve` does not fill in.",
        severity: .note,
        rationale: """
            Spring puts a variable of the environment in place of `${NAME}`, and so the vendor's program starts. \
            `girctl serve` reads passwords that are encrypted in the file instead: it does not start with a placeholder \
            below `jetty`, and takes any other for a value that is not set. Write the value itself; a password is then \
            encrypted with `girctl encrypt --in-place`.
            """,
        flagged: [
            "cassandraCluster:\n  password: ⟦${CASSANDRA_PASSWORD}⟧\n",
            "onPremiseSettings:\n  cmeHost: ⟦${CME_HOST}⟧\n",
        ],
        accepted: ["cassandraCluster:\n  password: CRYPT:an03xPrxLAu9p==\n"],
        references: ["docs/crypt-format.md"],
        needsFiles: true,
        check: { context, report in
            for setting in context.settings.having(.placeholder, lacking: .section) {
                report(
                    setting.atValue,
                    "'\(setting.path)' comes from the environment",
                    notes: ["'girctl serve' does not fill in placeholders"],
                    help: setting.option?.isSecret == true
                        ? ["write the password itself, then: \(SecretRules.encryption(of: setting, in: context))"]
                        : ["write the value itself"]
                )
            }
        }
    )
}

extension FilePermissionRules {
    private static func text(_ mode: UInt16) -> String { "0\(String(mode & 0o777, radix: 8))" }

    private static func isOpen(_ setting: Setting) -> Bool {
        guard let text = setting.text, !text.isEmpty, !SampleText.isOne(text) else { return false }
        return !CryptValue.isOne(text)
    }

    /// The first value that `girctl encrypt` made.
    private static func ownValue(_ context: LintContext) -> Setting? {
        context.secrets.first { _, setting in
            guard let text = setting.text, CryptValue.isOne(text) else { return false }
            return PasswordText.failure(of: text)?.code != .foreignValue
        }?.setting
    }

    /// The key file that is used, and one that was made beside the configuration.
    private static func keyFiles(_ context: LintContext, _ files: LintFiles) -> [String] {
        let beside = context.folder + "girctl.key"
        guard let used = files.keyFile else { return [beside] }
        return files.probe.resolved(used) == files.probe.resolved(beside) ? [used] : [used, beside]
    }

    private static func folder(of path: String) -> Substring {
        path.lastIndex(of: "/").map { path[..<$0] } ?? "."
    }
}
