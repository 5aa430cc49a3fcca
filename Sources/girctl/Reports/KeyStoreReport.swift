import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// The result of `keystore list`.
struct KeyStoreReport: Encodable {
    let schema = "girctl.keystore-list/1"
    let file: String
    let type: String
    @Nullable var oldestJava: String?
    let entries: [Entry]

    struct Entry: Encodable {
        let alias: String
        let kind: String
        @Nullable var created: String?
        @Nullable var key: Key?
        let visibleToJava: Bool
        let certificates: [CertificateReport]
    }

    struct Key: Encodable {
        let algorithm: String
        let bits: Int
    }

    init(_ store: KeyStore, entries: [KeyStoreEntry], file: String) {
        self.file = file
        type = store.format.rawValue
        oldestJava = store.javaSupport?.release
        self.entries = entries.map { entry in
            Entry(
                alias: entry.alias,
                kind: entry.kind.rawValue,
                created: entry.created.map(JSONReport.time),
                key: Self.key(of: entry),
                visibleToJava: entry.isVisibleToJava,
                certificates: entry.certificates.map(CertificateReport.init)
            )
        }
    }

    /// The result for people.
    static func text(_ store: KeyStore, entries: [KeyStoreEntry], file: String, now: Date) -> String {
        let count = store.entries.count == 1 ? "1 entry" : "\(store.entries.count) entries"
        let java = store.javaSupport?.release.map { "opens with Java \($0) and later" } ?? "opens with no Java"
        var lines = ["\(TerminalText.safe(file)): \(store.format.rawValue), \(count), \(java)"]
        for entry in entries {
            let created = entry.created.map { ", created \(JSONReport.time($0))" } ?? ""
            let chain = entry.certificates.count > 1 ? ", chain of \(entry.certificates.count)" : ""
            lines += ["", "\(TerminalText.safe(entry.alias)): \(entry.kind.rawValue)\(chain)\(created)"]
            if !entry.isVisibleToJava {
                lines.append("  Java does not see this entry; import it with --from into a keystore that girctl makes")
            }
            for (index, certificate) in entry.certificates.enumerated() {
                let marker = entry.certificates.count > 1 ? "[\(index + 1)]" : ""
                for (number, line) in CertificateReport.lines(certificate, now: now).enumerated() {
                    lines.append(
                        "  \(number == 0 && !marker.isEmpty ? marker + " " : marker.isEmpty ? "" : "    ")\(line)"
                    )
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    // The certificate tells without the key's password; a trusted certificate has no key of its own.
    private static func key(of entry: KeyStoreEntry) -> Key? {
        guard entry.kind == .privateKey, let algorithm = entry.certificates.first?.keyAlgorithm else {
            return nil
        }
        return Key(algorithm: algorithm.name, bits: algorithm.bits)
    }
}
