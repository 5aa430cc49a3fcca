import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Entries of another keystore.
struct StoreEntries: ImportPlan {
    private let selected: [KeyStoreEntry]
    private let file: String
    private let newAlias: String?
    private let keyPassword: Secret?
    private let remarks: [String]

    /// Takes the entry with the alias, or all of them.
    ///
    /// - Parameters:
    ///   - newAlias: the alias of the copy of the one entry; the same by default.
    ///   - isComplete: whether entries that cannot be copied are an error, not left out.
    init(
        source: KeyStore,
        file: String,
        alias: String?,
        newAlias: String? = nil,
        keyPassword: Secret?,
        isComplete: Bool = false
    ) throws(CommandFailure) {
        self.file = file
        self.newAlias = newAlias
        self.keyPassword = keyPassword
        let all =
            if let alias { [try source.existing(alias, in: file)] } else { source.entries }
        selected = all.filter { $0.kind != .secretKey }
        guard !selected.isEmpty || all.isEmpty else {
            throw CommandFailure(
                .data,
                "'\(file)' holds secret keys only, which girctl lists but does not copy",
                hint: "copy them with keytool -importkeystore"
            )
        }
        if isComplete, let secret = all.first(where: { $0.kind == .secretKey }) {
            throw CommandFailure(
                .data,
                "'\(secret.alias)' in '\(file)' is a secret key, which girctl lists but does not copy",
                hint: Self.partialCopy(of: file)
            )
        }
        remarks = all.compactMap { entry in
            if entry.kind == .secretKey {
                "'\(entry.alias)' is a secret key, which girctl lists but does not copy; it was left out"
            } else if !entry.isVisibleToJava {
                "'\(entry.alias)' could not be seen by Java in '\(file)' and is a "
                    + (entry.kind == .privateKey ? "private key that it sees now" : "trust anchor now")
            } else {
                nil
            }
        }
    }

    /// What helps with a keystore that has secret keys beside others.
    static func partialCopy(of file: String) -> String {
        "take over all but its secret keys: girctl keystore import NEW --from \(ShellWord.quoted(file))"
    }

    func entries(for store: KeyStore, now: Date) throws(CommandFailure) -> ImportedEntries {
        do throws(PKIError) {
            return ImportedEntries(entries: try copies(now), remarks: remarks)
        } catch {
            throw CommandFailure(error, in: file)
        }
    }

    private func copies(_ now: Date) throws(PKIError) -> [KeyStoreEntry] {
        var entries: [KeyStoreEntry] = []
        for entry in selected {
            switch entry.kind {
            case .privateKey:
                let key = try entry.opened(by: keyPassword)
                // The copy is protected by its new keystore's password, as all servers expect it.
                entries.append(
                    try .privateKey(
                        alias: newAlias ?? entry.alias,
                        key: key,
                        chain: entry.certificates,
                        keyPassword: nil,
                        created: entry.created ?? now
                    )
                )
            case .secretKey: break
            case .trustedCertificate:
                for certificate in entry.certificates {
                    entries.append(
                        .trustedCertificate(
                            alias: newAlias ?? entry.alias,
                            certificate: certificate,
                            created: entry.created ?? now
                        )
                    )
                }
            }
        }
        return entries
    }
}

extension KeyStoreEntry {
    /// The private key, opened by its own password where it has that one, else by its keystore's.
    func opened(by keyPassword: Secret?) throws(PKIError) -> PrivateKey {
        if let keyPassword, let key = try? privateKey(keyPassword: keyPassword) { return key }
        return try privateKey(keyPassword: nil)
    }
}
