/// The private key of an entry, in the form in which it came.
enum KeyMaterial: Sendable {
    /// A key that is protected when the store is written; without a password of its own by the store's.
    case key(PrivateKey, password: Secret?)
    /// A PrivateKeyInfo that was found in the clear.
    case plain(Secret)
    /// A key as a store protects it.
    case protected(ProtectedKey)

    /// Whether a JKS or JCEKS file holds the key.
    var isInJavaFormat: Bool {
        guard case .protected(let key) = self else { return false }
        return key.origin != .pkcs12
    }

    /// The key, decrypted; nil is the password of the store it is in.
    func key(_ alias: String, password: Secret?) throws(PKIError) -> PrivateKey {
        var budget = IterationBudget()
        return try key(alias, password: password, &budget)
    }

    /// The same within a budget of work that several keys share.
    func key(_ alias: String, password: Secret?, _ budget: inout IterationBudget) throws(PKIError) -> PrivateKey {
        switch self {
        case .key(let key, let own):
            guard password == nil || own == nil || password == own else { throw .wrongKeyPassword(alias) }
            return key
        case .plain(let info):
            return try PrivateKeyInfo.key(in: info, alias)
        case .protected(let protected):
            return try PrivateKeyInfo.key(in: try protected.open(alias, password: password, &budget), alias)
        }
    }

    /// Whether both are the same key, as far as their passwords are known.
    func isSame(as other: KeyMaterial, _ alias: String) -> Bool {
        if case .protected(let left) = self, case .protected(let right) = other, left.encrypted == right.encrypted {
            return true
        }
        guard let left = try? key(alias, password: other.ownPassword) else { return false }
        guard let right = try? other.key(alias, password: ownPassword) else { return false }
        return left.publicKey == right.publicKey
    }

    /// The password that was given for this key alone.
    private var ownPassword: Secret? {
        guard case .key(_, let own) = self else { return nil }
        return own
    }

    /// The key in a form that a store of the format can take: its own protection or none.
    func adapted(to format: KeyStoreFormat, _ alias: String) throws(PKIError) -> KeyMaterial {
        guard case .protected(let protected) = self, protected.origin != format else { return self }
        return try unsealed(alias)
    }

    /// The key without the protection that it was read with.
    func unsealed(_ alias: String) throws(PKIError) -> KeyMaterial {
        guard case .protected(let protected) = self else { return self }
        return .plain(try protected.open(alias, password: nil))
    }

    /// The EncryptedPrivateKeyInfo to be written into a store with this password; `seal` protects in its format's way.
    func encoded(
        _ alias: String,
        storePassword: Secret,
        seal: (_ info: Secret, _ password: Secret) throws(PKIError) -> [UInt8]
    ) throws(PKIError) -> [UInt8] {
        switch self {
        case .key(let key, let own):
            return try seal(try key.pkcs8(), own ?? storePassword)
        case .plain(let info):
            return try seal(info, storePassword)
        case .protected(let protected):
            guard let former = protected.storePassword, former != storePassword else { return protected.encrypted }
            // A key that does not open with the former store password has one of its own and keeps it.
            guard let info = try? protected.open(alias, password: nil) else { return protected.encrypted }
            return try seal(info, storePassword)
        }
    }
}
