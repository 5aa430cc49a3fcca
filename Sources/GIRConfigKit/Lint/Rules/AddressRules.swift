/// Rules about addresses and paths: GIR7xx.
enum AddressRules {
    static let rules = [wrongAPIPath, loopbackAddress, temporaryBackupFolder, passwordInAddress]

    /// The options with addresses that are put into answers.
    static let addresses = [
        "serverSettings.externalApiUrlV2", "serverSettings.internalApiUrlV2",
        "serverSettings.undocumentedExternalApiUrl",
    ]

    static let wrongAPIPath = Rule(
        id: "GIR701",
        name: "wrong-api-path",
        summary: "An address of the API does not end as the program needs it.",
        severity: .warning,
        rationale: "The addresses in answers are made of it and lead nowhere.",
        flagged: [
            "serverSettings:\n  externalApiUrlV2: ⟦https://rws.example/api/v2/⟧\n",
            "serverSettings:\n  internalApiUrlV2: ⟦https://rws.example⟧\n",
        ],
        accepted: [
            """
            serverSettings:
              externalApiUrlV2: https://rws.example/api/v2
              internalApiUrlV2: https://rws.example/internal-api

            """
        ],
        references: [VendorPage.optionsReference.address],
        check: { context, report in
            for (path, ending) in zip(addresses, ["/api/v2", "/internal-api"]) {
                guard let setting = context[path], let text = setting.text, !SampleText.isOne(text) else { continue }
                guard !text.hasSuffix(ending) else { continue }
                report(setting.atValue, "'\(path)' does not end in '\(ending)'", help: ["let it end in '\(ending)'"])
            }
        }
    )

    static let loopbackAddress = Rule(
        id: "GIR702",
        name: "loopback-address",
        summary: "An address that clients are given leads to the client's own machine.",
        severity: .warning,
        rationale: "The program puts it in front of the addresses in its answers; use the load balancer's.",
        flagged: ["serverSettings:\n  externalApiUrlV2: ⟦https://localhost:9443/api/v2⟧\n"],
        accepted: ["serverSettings:\n  externalApiUrlV2: https://localhost.example/api/v2\n"],
        references: [VendorPage.optionsReference.address],
        check: { context, report in
            for path in addresses {
                guard let setting = context[path], let text = setting.text, isLoopback(text) else { continue }
                report(
                    setting.atValue,
                    "'\(path)' leads clients to their own machine",
                    help: ["use the name that clients reach the server by"]
                )
            }
        }
    )

    static let temporaryBackupFolder = Rule(
        id: "GIR703",
        name: "temporary-backup-folder",
        summary: "Backups of recordings go to a temporary folder.",
        severity: .warning,
        rationale: "Every user of the machine can create files in it, and it is emptied.",
        flagged: [
            """
            serverSettings:
              backgroundScheduledMediaOperationsSettings:
                defaultBackupExportURI: ⟦file:///tmp/archLocDefault⟧

            """
        ],
        accepted: [
            """
            serverSettings:
              backgroundScheduledMediaOperationsSettings:
                defaultBackupExportURI: file:///var/backup/rws

            """
        ],
        references: [VendorPage.mediaLifecycle.address],
        check: { context, report in
            let path = "serverSettings.backgroundScheduledMediaOperationsSettings.defaultBackupExportURI"
            guard let setting = context[path], let text = setting.text else { return }
            guard ["file:/tmp", "file:///tmp", "file:/var/tmp", "file:///var/tmp"].contains(where: text.hasPrefix)
            else { return }
            report(setting.atValue, "backups go to a temporary folder", help: ["name a folder of the service's own"])
        }
    )

    static let passwordInAddress = Rule(
        id: "GIR704",
        name: "password-in-address",
        summary: "An address has a user and a password in it.",
        severity: .warning,
        rationale: "Addresses are logged, shown and sent to clients.",
        flagged: [
            "serverSettings:\n  externalApiUrlV2: ⟦https://ops:hunter2@rws.example/api/v2⟧\n",
            "cassandraCluster:\n  nodes: ⟦ops:hunter2@10.0.0.1⟧\n",
        ],
        accepted: ["serverSettings:\n  externalApiUrlV2: https://rws.example/api/v2\n"],
        check: { context, report in
            for (option, setting) in context.values(having: [.at, .colon]) where !option.isSecret {
                guard let text = setting.text, SecretFinder.looksSecret(text), text.contains("@") else { continue }
                report(setting.atValue, "'\(setting.path)' has a password in it", help: ["remove the part before '@'"])
            }
        }
    )

    /// The host of an address, without user and port; an IPv6 address without its brackets.
    static func host(of address: String) -> String? {
        guard let scheme = address.firstRange(of: "://") else { return nil }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let host = place.hasPrefix("[") ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }

    /// Whether an address leads to the machine that it is used on.
    static func isLoopback(_ address: String) -> Bool {
        host(of: address).map { ["localhost", "127.0.0.1", "::1"].contains($0) } ?? false
    }
}
