import GIRPKI
import Glibc

extension OutputFile {
    /// Writes a result to a file that the user has named; of what is there already only what it renews is replaced.
    ///
    /// Certificates take the place of older ones of the same key, or of the same subject, names and authority. One that
    /// can be trusted by itself, of an authority or signed by its own key, gives way to its own key alone: who writes
    /// down what an unknown server sends must not lose a truststore to it. Requests and archives take the place of
    /// their kind, as they can be made again.
    ///
    /// - Returns: whether it was written; false where the file has just these bytes.
    /// - Throws: status 73 where the file is something else, or holds a private key; else as ``replace(_:with:mode:)``.
    @discardableResult
    public static func writeResult(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(CommandFailure) -> Bool {
        if access(path, F_OK) == 0 {
            try checkTarget(path)
            let old = try InputFile.read(path)
            if old == bytes { return false }
            guard old.isEmpty || isRenewed(old, by: bytes) else {
                let what =
                    Certificate.isInPEM(old) && Certificate.isInPEM(bytes)
                    ? "has other certificates" : "is something else"
                throw CommandFailure(
                    .cannotCreate,
                    "'\(path)' is there already and \(what)",
                    hint: "name a new file, or remove that one first"
                )
            }
        }
        try replace(path, with: bytes, mode: mode)
        return true
    }

    private static func isRenewed(_ old: [UInt8], by new: [UInt8]) -> Bool {
        for magic in [gzipMagic, requestBegin] where old.starts(with: magic) && new.starts(with: magic) { return true }
        guard let old = CertificateFile(old), let new = CertificateFile(new), old.isPEM == new.isPEM else {
            return false
        }
        return old.isRenewed(by: new)
    }

    private static let gzipMagic: [UInt8] = [0x1f, 0x8b]
    private static let requestBegin = Array("-----BEGIN CERTIFICATE REQUEST-----".utf8)
}

/// A file that has nothing but certificates.
private struct CertificateFile {
    let certificates: [Certificate]
    let isPEM: Bool

    init?(_ bytes: [UInt8]) {
        guard let certificates = try? Certificate.readAll(bytes), let first = certificates.first else { return nil }
        self.certificates = certificates
        isPEM = bytes != first.der
        let begin = "-----BEGIN "
        let text = isPEM ? String(decoding: bytes, as: UTF8.self) : ""
        guard !isPEM || text.hasPrefix(begin) && text.split(separator: begin).count == certificates.count else {
            return nil
        }
    }

    /// Whether the other file begins with what renews this one's first certificate, and has the keys of all that are
    /// signed by themselves: they are what others may trust.
    func isRenewed(by new: CertificateFile) -> Bool {
        guard let first = new.certificates.first, certificates.first?.isRenewed(by: first) == true else { return false }
        let keys = Set(new.certificates.compactMap { try? $0.publicKey })
        return certificates.filter(\.isSelfIssued).allSatisfy { old in (try? old.publicKey).map(keys.contains) ?? false
        }
    }
}

extension Certificate {
    fileprivate func isRenewed(by new: Certificate) -> Bool {
        if let key = try? publicKey, let newKey = try? new.publicKey, key == newKey { return true }
        return !isCA && !isSelfIssued && subject == new.subject && issuer == new.issuer
            && subjectAlternativeNames == new.subjectAlternativeNames
    }
}
