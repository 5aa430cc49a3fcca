import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// The certificates of a bundle, each of which becomes a trust anchor.
struct TrustedBundle: ImportPlan {
    private let certificates: [Certificate]
    private let alias: String?

    /// Reads the files, and of a folder those that certificates are usually in.
    init(files: [String], alias: String?) throws(CommandFailure) {
        let paths = try InputPaths.expand(files, endings: [".pem", ".crt", ".cer", ".der", ".p7b"])
        certificates = try CertificateFiles.read(paths)
        self.alias = alias
    }

    func entries(for store: KeyStore, now: Date) throws(CommandFailure) -> ImportedEntries {
        if let alias, certificates.count == 1, let certificate = certificates.first {
            // Under the alias that was asked for, also where the certificate already has another one.
            let isThere = store.entry(alias)?.isAnchor(certificate) == true
            let entry = KeyStoreEntry.trustedCertificate(alias: alias, certificate: certificate, created: now)
            return ImportedEntries(entries: isThere ? [] : [entry])
        }
        var known = Set(store.entries.filter(\.isAnchor).flatMap(\.certificates))
        var taken = Set(store.entries.map { $0.alias.lowercased() })
        let fresh = certificates.filter { known.insert($0).inserted }
        return ImportedEntries(
            entries: fresh.map { certificate in
                let name = Self.free(alias ?? Self.alias(for: certificate), isNumbered: alias != nil, &taken)
                return .trustedCertificate(alias: name, certificate: certificate, created: now)
            }
        )
    }

    /// A name made of what the certificate says: its common name, or the beginning of its fingerprint.
    private static func alias(for certificate: Certificate) -> String {
        let name = (certificate.subject.commonNames.last ?? "").lowercased().map { character in
            character.isLetter || character.isNumber || ".-_".contains(character) ? character : "-"
        }
        let text = String(name.prefix(60)).split(separator: "-").joined(separator: "-")
        return text.isEmpty ? certificate.sha256.prefix(8).hex : text
    }

    private static func free(_ name: String, isNumbered: Bool, _ taken: inout Set<String>) -> String {
        var number = 1
        var candidate = isNumbered ? "\(name)-1" : name
        while !taken.insert(candidate.lowercased()).inserted {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }
}

extension KeyStoreEntry {
    /// Whether Java takes the entry's certificate for a trust anchor.
    fileprivate var isAnchor: Bool { kind == .trustedCertificate && isVisibleToJava }

    fileprivate func isAnchor(_ certificate: Certificate) -> Bool { isAnchor && certificates == [certificate] }
}
