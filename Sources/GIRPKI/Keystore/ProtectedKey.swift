/// A private key as a keystore protects it, and what is needed to open it.
struct ProtectedKey: Sendable {
    /// The EncryptedPrivateKeyInfo, byte for byte as it stands in the store.
    let encrypted: [UInt8]
    /// The kind of store it was read from.
    let origin: KeyStoreFormat
    /// The password that store was opened with, if any.
    let storePassword: Secret?

    /// The PrivateKeyInfo; nil is the store password.
    func open(_ alias: String, password: Secret?) throws(PKIError) -> Secret {
        var budget = IterationBudget()
        return try open(alias, password: password, &budget)
    }

    /// The same within a budget of work that several keys share.
    func open(_ alias: String, password: Secret?, _ budget: inout IterationBudget) throws(PKIError) -> Secret {
        // PKCS#12 has keys that are protected by no password at all, so that it cannot be asked for beforehand.
        guard password != nil || storePassword != nil || origin == .pkcs12 else { throw .keyPasswordRequired(alias) }
        let info = try EncryptedPrivateKeyInfo(encrypted)
        guard let opened = try info.open(password ?? storePassword, &budget), PrivateKeyInfo.isOne(opened) else {
            throw password ?? storePassword == nil ? .keyPasswordRequired(alias) : .wrongKeyPassword(alias)
        }
        return opened
    }
}
