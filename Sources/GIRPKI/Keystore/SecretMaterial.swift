/// The secret key of an entry; it is listed and carried along, never used.
enum SecretMaterial: Sendable {
    /// The type and value of a PKCS#12 secret bag, in DER, and the password of its store.
    case bag(type: String, value: [UInt8], storePassword: Secret?)
    /// A secret that was opened, and that an EncryptedPrivateKeyInfo in a bag will hold, as Java writes it.
    case plain(Secret)
    /// A sealed object of a JCEKS store, which is not kept.
    case sealed

    /// The secret without the protection that Java gave it; those of other makers are kept as they are.
    func unsealed(_ alias: String) throws(PKIError) -> SecretMaterial {
        guard case .bag(PKCS12Identifier.shroudedKeyBag, let value, let storePassword) = self else { return self }
        var reader = DERReader(value)
        let encrypted = Array(try reader.next(DERTag.octetString).contents)
        let protected = ProtectedKey(encrypted: encrypted, origin: .pkcs12, storePassword: storePassword)
        return .plain(try protected.open(alias, password: nil))
    }
}
