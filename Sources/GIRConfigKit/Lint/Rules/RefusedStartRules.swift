import GIRPKI

/// Rules about what `girctl serve` does not start with: GIR924 to GIR928.
///
/// Some of it Jetty would start with, and clients would be turned away; so the rules wait for a look into the files, by
/// which someone asks whether a configuration can be served.
enum RefusedStartRules {
    static let rules = [unwritableLog, missingAlias, unservableKey, refusedTLSOptions, unusableHost]

    static let unwritableLog = Rule(
        id: "GIR924",
        name: "unwritable-log",
        summary: "The folder of the log files does not exist, is no folder, or cannot be written.",
        severity: .warning,
        rationale: """
            `girctl serve` makes no folder, and does not start where it cannot log who logs in. Run the check as the user \
            that the server runs as.
            """,
        flagged: ["logging:\n  path: ⟦/var/log/missing⟧\n"],
        accepted: ["logging:\n  path: /var/log/rws\n", "logging:\n  path: ${LOGS}\n"],
        references: ["docs/logs.md"],
        needsFiles: true,
        check: { context, report in
            guard let files = context.files, let setting = context["logging.path"], let path = setting.text,
                !path.isEmpty, !SampleText.isOne(path)
            else { return }
            let folder = context.resolve(path)
            guard let obstacle = files.probe.obstacle(toWritingIn: folder) else { return }
            report(
                setting.atValue,
                "no log can be written below '\(setting.path)'",
                notes: ["'\(folder)': \(obstacle)"],
                help: ["make the folder, and let the user of the server write in it"]
            )
        }
    )

    static let missingAlias = Rule(
        id: "GIR925",
        name: "missing-alias",
        summary: "The keystore has no private key under the alias that is to be served.",
        severity: .error,
        rationale: "Without its key no handshake succeeds; `girctl serve` does not start.",
        flagged: [CertificateFileRules.listener("/etc/rws/keystore.jks") + "    certAlias: ⟦other⟧\n"],
        accepted: [CertificateFileRules.listener("/etc/rws/keystore.jks") + "    certAlias: JETTY0\n"],
        references: ["docs/listener.md"],
        needsFiles: true,
        check: { context, report in
            for store in context.stores {
                guard let alias = store.alias, let name = alias.text, let opened = store.store, store.served == nil,
                    !opened.identities.isEmpty
                else { continue }
                // The path of the keystore: an option that is only remembered would make it a note.
                var place = store.setting.atValue
                place.span = alias.value.span
                let aliases = opened.identities.compactMap(\.alias)
                report(
                    place,
                    "'\(store.use.path)' has no private key under '\(UnknownKey.shown(name))'",
                    notes: ["its keys are under \(aliases.prefix(5).map { "'\($0)'" }.joined(separator: ", "))"],
                    help: ["write the alias of a key: girctl keystore list \(ShellWord.quoted(store.file))"]
                )
            }
        }
    )

    static let unservableKey = Rule(
        id: "GIR926",
        name: "unservable-key",
        summary: "The private key of the listener cannot be used for TLS, or is too weak for it.",
        severity: .error,
        rationale: """
            TLS has RSA keys, the curves P-256, P-384 and P-521, and Ed25519. Browsers and Java turn RSA keys of fewer \
            than 2048 bits away. `girctl serve` does not start with any other key.
            """,
        flagged: [CertificateFileRules.listener("⟦/etc/rws/weak.jks⟧")],
        accepted: [
            CertificateFileRules.listener("/etc/rws/keystore.jks"),
            CertificateFileRules.listener("/etc/rws/ed25519.jks"),
        ],
        references: ["docs/listener.md"],
        needsFiles: true,
        check: { context, report in
            for store in context.stores where store.use.path == "jetty.ssl.keyStorePath" {
                guard let served = store.served, served.failure == nil, let key = try? served.chain.first?.publicKey,
                    !key.isForTLS || key.algorithm.name == "RSA" && key.algorithm.bits < 2048
                else { continue }
                report(
                    store.setting.atValue,
                    "the key in '\(store.use.path)' cannot be served with",
                    notes: [
                        "the one under '\(served.alias ?? "")' is \(key.algorithm.name) of \(key.algorithm.bits) bits"
                    ],
                    help: ["make one of RSA 2048 or P-256: girctl keystore genkey NEWFILE --alias jetty --san dns:HOST"]
                )
            }
        }
    )

    static let refusedTLSOptions = Rule(
        id: "GIR927",
        name: "refused-tls-options",
        summary: "The options of `jetty.ssl` leave nothing that is spoken, or ask for what is not done.",
        severity: .error,
        rationale: """
            `girctl serve` speaks TLS 1.2 and 1.3 with forward secrecy, and follows revocation lists in files only. It \
            does not start with options that it could not keep.
            """,
        flagged: [
            "jetty:\n  enableSsl: true\n  ssl:\n    includeProtocols: ⟦[TLSv1]⟧\n",
            "jetty:\n  enableSsl: true\n  ssl:\n    enableOCSP: ⟦true⟧\n",
        ],
        accepted: [
            "jetty:\n  enableSsl: true\n  ssl:\n    includeProtocols: [TLSv1.2]\n",
            "jetty:\n  enableSsl: false\n  ssl:\n    includeProtocols: [TLSv1]\n",
        ],
        references: ["docs/listener.md"],
        needsFiles: true,
        check: { context, report in
            guard context.isSet("jetty.enableSsl", to: true) else { return }
            let remarks = ListenerTLSRules.selection(context).remarks.filter(\.isFatal)
            let unchecked = TLSOptionEffect.revocation.filter { path in
                context[path]?.text.map { !$0.isEmpty && $0.lowercased() != "false" } ?? false
            }
            for path in Set(remarks.map(\.list.path) + unchecked).sorted() {
                guard let setting = context[path], !setting.isPlaceholder else { continue }
                var place = setting.atValue
                // As above: what is remembered of an option is enough, as this program does what it says.
                place.path = "jetty.ssl"
                report(
                    place,
                    "'girctl serve' does not start with this '\(path)'",
                    notes: [
                        remarks.first { $0.list.path == path }?.message
                            ?? "revocation is checked by lists in files only"
                    ],
                    help: ["leave it out, or see: girctl config explain \(path)"]
                )
            }
        }
    )

    static let unusableHost = Rule(
        id: "GIR928",
        name: "unusable-host",
        summary: "The address to listen on is none.",
        severity: .error,
        rationale: "The server cannot listen there. Without `jetty.host` it listens on all addresses of the machine.",
        flagged: ["jetty:\n  host: ⟦300.1.1.1⟧\n", "jetty:\n  host: ⟦'fe80::1::2'⟧\n"],
        accepted: [
            "jetty:\n  host: 10.0.0.1\n", "jetty:\n  host: '::1'\n", "jetty:\n  host: rws_1.example\n",
            "jetty:\n  host: ${HOST}\n",
        ],
        references: ["docs/listener.md"],
        needsFiles: true,
        check: { context, report in
            // Of a name only the machine itself knows whether it is one of its own.
            guard let setting = context["jetty.host"], let host = setting.text, !host.isEmpty, !SampleText.isOne(host),
                host.utf8.contains(UInt8(ascii: ":")) || host.utf8.allSatisfy({ ".0123456789".utf8.contains($0) }),
                HostName(host.prefix { $0 != "%" }.description) == nil
            else { return }
            report(
                setting.atValue,
                "\(setting.quoted) is no address",
                help: ["write an address of this machine, or leave 'jetty.host' out for all of them"]
            )
        }
    )
}
