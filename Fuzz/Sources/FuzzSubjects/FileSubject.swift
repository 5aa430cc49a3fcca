public import GIRPKI

/// What the targets for files of keys and certificates do with one input.
public enum FileSubject {
    /// Reads keys and certificates; a key that is read must be the same after it was written and read again.
    public static func exercise(_ bytes: [UInt8]) {
        for password in [nil, KeyStoreSubject.password] {
            guard let key = try? PrivateKey.read(bytes, password: password) else { continue }
            guard let info = try? key.pkcs8() else { continue }
            guard let again = try? PrivateKey(pkcs8: info), again.publicKey == key.publicKey else {
                fatalError("a key that was written does not read back")
            }
        }
        for certificate in (try? Certificate.readAll(bytes)) ?? [] {
            _ = (try? certificate.publicKey)?.algorithm
            _ = (certificate.subject.description, certificate.subjectAlternativeNames, certificate.isCA)
        }
    }
}
