import GIRPKI

/// Rules about the nodes of one cluster, whose files are checked together: GIR801 to GIR806.
enum ClusterRules {
    static let rules = [
        differingClusterName, differingCryptoKey, differingProtection, differingOrigins, wrongSyncNodeCount,
        sharedNodePath,
    ]

    static let differingClusterName = Rule(
        id: "GIR801",
        name: "differing-cluster-name",
        summary: "Two nodes name different Elasticsearch clusters.",
        severity: .error,
        rationale: """
            `crClusterName` is the same on all nodes; a node with another finds none of the recordings that the others \
            index.
            """,
        flagged: [
            """
            # file: node1.yaml
            serverSettings:
              crClusterName: recordings
            # file: node2.yaml
            serverSettings:
              crClusterName: ⟦recording⟧

            """,
            """
            # file: node1.yaml
            serverSettings:
              crClusterName: recordings
            # file: node2.yaml
            ⟦serverSettings⟧:
              nodePath: /a/2

            """,
        ],
        accepted: [
            """
            # file: node1.yaml
            serverSettings:
              crClusterName: recordings
            # file: node2.yaml
            serverSettings:
              crClusterName: recordings

            """,
            """
            # file: node1.yaml
            serverSettings:
              crClusterName: recordings
            # file: node2.yaml
            serverSettings:
              crClusterName: ${CLUSTER}

            """,
        ],
        references: [VendorPage.features.address],
        checkTogether: { contexts, reporters in
            compare("serverSettings.crClusterName", contexts, &reporters)
        }
    )

    static let differingCryptoKey = Rule(
        id: "GIR802",
        name: "differing-crypto-key",
        summary: "Two nodes have different keys for the stored settings.",
        severity: .error,
        rationale: """
            `cryptoSecurityKey` encrypts the settings that all nodes share: what one node stores the other cannot read. \
            Encrypted values are compared with `--files`, which decrypts them, and left alone without.
            """,
        flagged: [
            """
            # file: node1.yaml
            serverSettings:
              cryptoSecurityKey: q8yTcVh2
            # file: node2.yaml
            serverSettings:
              cryptoSecurityKey: ⟦q8yTcVh3⟧

            """
        ],
        accepted: [
            """
            # file: node1.yaml
            serverSettings:
              cryptoSecurityKey: q8yTcVh2
            # file: node2.yaml
            serverSettings:
              cryptoSecurityKey: "q8yTcVh2"

            """,
            """
            # file: node1.yaml
            serverSettings:
              cryptoSecurityKey: CRYPT:a
            # file: node2.yaml
            serverSettings:
              cryptoSecurityKey: CRYPT:b

            """,
        ],
        references: [VendorPage.features.address],
        checkTogether: { contexts, reporters in
            compare("serverSettings.cryptoSecurityKey", contexts, &reporters)
        }
    )

    static let differingProtection = Rule(
        id: "GIR803",
        name: "differing-protection",
        summary: "CSRF protection is on at one node and off at another.",
        severity: .error,
        rationale: """
            The load balancer sends a client to any of them: a page that has fetched no token is refused by one node, and \
            a forged request is done by the other.
            """,
        flagged: [
            """
            # file: node1.yaml
            serverSettings:
              enableCsrfProtection: true
            # file: node2.yaml
            serverSettings:
              enableCsrfProtection: ⟦false⟧

            """,
            """
            # file: node1.yaml
            serverSettings:
              enableCsrfProtection: true
            # file: node2.yaml
            ⟦serverSettings⟧:
              nodePath: /a/2

            """,
        ],
        accepted: [
            """
            # file: node1.yaml
            serverSettings:
              enableCsrfProtection: true
            # file: node2.yaml
            serverSettings:
              enableCsrfProtection: yes

            """
        ],
        references: [VendorPage.security.address],
        checkTogether: { contexts, reporters in
            compare("serverSettings.enableCsrfProtection", contexts, &reporters) { setting in
                .text(setting.map { $0.flag ?? false } ?? false ? "true" : "false")
            }
        }
    )

    static let differingOrigins = Rule(
        id: "GIR804",
        name: "differing-origins",
        summary: "Two nodes answer other origins differently.",
        severity: .error,
        rationale: """
            `crossOriginSettings` is set on each of the nodes, as the RWS guide says. Where they differ, a page works or \
            fails by which node answers. The order of a list does not matter.
            """,
        flagged: [
            """
            # file: node1.yaml
            serverSettings:
              crossOriginSettings:
                allowedOrigins: https://a.example
            # file: node2.yaml
            serverSettings:
              crossOriginSettings:
                allowedOrigins: ⟦https://b.example⟧

            """,
            """
            # file: node1.yaml
            serverSettings:
              crossOriginSettings:
                allowedOrigins: https://a.example
            # file: node2.yaml
            ⟦serverSettings⟧:
              nodePath: /a/2

            """,
        ],
        accepted: [
            """
            # file: node1.yaml
            serverSettings:
              crossOriginSettings:
                allowedOrigins: https://a.example, https://b.example
            # file: node2.yaml
            serverSettings:
              crossOriginSettings:
                allowedOrigins: "https://b.example,https://a.example"

            """
        ],
        references: [VendorPage.security.address],
        checkTogether: { contexts, reporters in
            for key in OptionCatalogue.standard.keys(in: "serverSettings.crossOriginSettings") {
                compare("serverSettings.crossOriginSettings.\(key)", contexts, &reporters)
            }
        }
    )

    static let wrongSyncNodeCount = Rule(
        id: "GIR805",
        name: "wrong-sync-node-count",
        summary: "Not exactly one node of the cluster reads Configuration Server.",
        severity: .error,
        rationale: """
            Exactly one node has `syncNode: true`. Without one no change of users and rights arrives; with two they write \
            over each other.
            """,
        flagged: [
            """
            # file: node1.yaml
            serverSettings:
              syncNode: true
            # file: node2.yaml
            serverSettings:
              syncNode: ⟦true⟧

            """,
            """
            # file: node1.yaml
            serverSettings:
              syncNode: ⟦false⟧
            # file: node2.yaml
            serverSettings:
              nodePath: /a/2

            """,
        ],
        accepted: [
            """
            # file: node1.yaml
            serverSettings:
              syncNode: true
            # file: node2.yaml
            serverSettings:
              syncNode: false

            """,
            """
            # file: node1.yaml
            serverSettings:
              syncNode: ${SYNC}
            # file: node2.yaml
            serverSettings:
              syncNode: false

            """,
        ],
        references: [VendorPage.multipleDataCenters.address],
        checkTogether: { contexts, reporters in
            let path = "serverSettings.syncNode"
            let nodes = nodes(of: contexts)
            // What the environment decides cannot be counted.
            guard let first = nodes.first, nodes.count > 1,
                !nodes.contains(where: { contexts[$0][path]?.isPlaceholder == true })
            else { return }
            let chosen = nodes.filter { contexts[$0].isSet(path, to: true) }
            for node in chosen.dropFirst() {
                guard let setting = contexts[node][path], let other = chosen.first.flatMap({ contexts[$0][path] })
                else {
                    continue
                }
                reporters[node](
                    setting.atValue,
                    "a second node is the sync node",
                    notes: ["the first is at \(place(of: other.value, contexts[chosen[0]]))"],
                    help: ["set it to false on all nodes but one"]
                )
            }
            guard chosen.isEmpty, let section = contexts[first]["serverSettings"] else { return }
            var place = contexts[first][path]?.atValue ?? section.atKey
            place.path = path
            reporters[first](
                place,
                "none of the \(nodes.count) nodes is the sync node",
                help: ["set 'syncNode: true' below 'serverSettings:' on one of them"]
            )
        }
    )

    static let sharedNodePath = Rule(
        id: "GIR806",
        name: "shared-node-path",
        summary: "Two nodes have the same identity.",
        severity: .error,
        rationale: "The last part of `nodePath` names the node, and each name is there once in the cluster.",
        flagged: [
            """
            # file: node1.yaml
            serverSettings:
              nodePath: /a/1
            # file: node2.yaml
            serverSettings:
              nodePath: ⟦/b/1⟧

            """
        ],
        accepted: [
            """
            # file: node1.yaml
            serverSettings:
              nodePath: /a/1
            # file: node2.yaml
            serverSettings:
              nodePath: /a/2

            """
        ],
        references: [VendorPage.optionsReference.address],
        checkTogether: { contexts, reporters in
            var first: [Substring: (node: Int, setting: Setting)] = [:]
            for node in nodes(of: contexts) {
                guard let setting = contexts[node]["serverSettings.nodePath"], let text = setting.text,
                    let name = text.split(separator: "/").last, !SampleText.isOne(text)
                else { continue }
                guard let other = first[name] else {
                    first[name] = (node, setting)
                    continue
                }
                reporters[node](
                    setting.atValue,
                    "two nodes have the identity '\(UnknownKey.shown(String(name)))'",
                    notes: ["the other is at \(place(of: other.setting.value, contexts[other.node]))"],
                    help: ["give each node another name behind the last slash"]
                )
            }
        }
    )
}

extension ClusterRules {
    /// What an option says, for a comparison.
    enum Reading: Hashable {
        /// The values of a list, in alphabetical order.
        case list([String])
        /// A password or key, decrypted where the keys for it are at hand.
        case secret(Secret)
        /// A text; empty where nothing is written and no default is known.
        case text(String)
        /// What cannot be told: it comes from the environment or is encrypted.
        case unknown
    }

    /// The sources that are nodes: those with server settings.
    static func nodes(of contexts: [LintContext]) -> [Int] {
        contexts.indices.filter { contexts[$0].isNode }
    }

    /// Reports each node in which an option says something else than in the first node that sets it.
    static func compare(
        _ path: String,
        _ contexts: [LintContext],
        _ reporters: inout [RuleReporter],
        reading: (@Sendable (Setting?) -> Reading)? = nil
    ) {
        let nodes = nodes(of: contexts)
        func value(_ node: Int) -> Reading {
            let setting = contexts[node][path]
            if setting?.isPlaceholder == true { return .unknown }
            return reading?(setting)
                ?? Self.reading(setting, contexts[node].defaultText(of: path) ?? "", contexts[node].files)
        }
        guard let first = nodes.first(where: { contexts[$0].hasValue(path) && value($0) != .unknown }) else { return }
        guard let original = contexts[first][path] else { return }
        let expected = value(first)
        let expectedText = original.value.scalarText
        for node in nodes where node != first {
            // Most nodes have it word by word, and nothing need be made of it.
            if let expectedText, contexts[node][path]?.value.scalarText == expectedText { continue }
            let found = value(node)
            guard found != .unknown, found != expected, let section = contexts[node]["serverSettings"] else { continue }
            let setting = contexts[node][path].flatMap { $0.isNull ? nil : $0 }
            var place = setting?.atValue ?? section.atKey
            place.path = path
            let isSecret = original.option?.isSecret == true
            let name = original.option.map { String($0.name) } ?? path
            reporters[node](
                place,
                setting == nil ? "'\(name)' is set on another node and not here" : "'\(name)' differs between nodes",
                notes: [
                    isSecret || setting == nil
                        ? "the other is at \(Self.place(of: original.value, contexts[first]))"
                        : "it is \(original.quoted) at \(Self.place(of: original.value, contexts[first]))"
                ],
                help: ["write the same on all nodes"]
            )
        }
    }

    /// A place in another file, as `node1.yaml:3`.
    static func place(of node: YAMLNode, _ context: LintContext) -> String {
        "'\(context.source.path):\(node.span.start.line)'"
    }

    private static func reading(_ setting: Setting?, _ fallback: String, _ files: LintFiles?) -> Reading {
        guard let setting, !setting.isNull else { return normal(fallback, isList: fallback.contains(",")) }
        if let text = setting.text, CryptValue.isOne(text), setting.option?.isSecret == true {
            let password = ConfiguredPassword(raw: Secret(text), span: setting.value.span, path: setting.path)
            return (try? files?.passwords.resolve(password)).map { .secret($0) } ?? .unknown
        }
        if setting.option?.isSecret == true { return .secret(Secret(setting.text ?? "")) }
        if setting.option?.type == .commaList || setting.value.isSequence {
            return .list((setting.list ?? []).sorted())
        }
        return .text(setting.flag.map { "\($0)" } ?? setting.text ?? "")
    }

    private static func normal(_ text: String, isList: Bool) -> Reading {
        isList
            ? .list(text.utf8.split(separator: UInt8(ascii: ",")).map { Substring($0).trimmingBlanks() }.sorted())
            : .text(text)
    }
}
