public import FoundationEssentials
public import GIRPKI

extension ClusterSettings {
    /// A keystore with a member's key and its whole chain, under the member's name.
    ///
    /// Cassandra has one password for the store and the key.
    public func keystore(
        of identity: ClusterIdentity,
        password: Secret,
        created: Date
    ) throws(PKIError) -> [UInt8] {
        var store = emptyStore
        let entry = try KeyStoreEntry.privateKey(
            alias: identity.member.name,
            key: identity.key,
            chain: identity.chain,
            keyPassword: nil,
            created: created
        )
        try store.set(entry, replacing: false)
        return try store.encoded(password: password)
    }

    /// A truststore with the certificates, under numbered names.
    public func truststore(
        _ anchors: [Certificate],
        password: Secret,
        created: Date
    ) throws(PKIError) -> [UInt8] {
        var store = emptyStore
        for (index, anchor) in anchors.enumerated() {
            let alias = anchors.count == 1 ? "cluster" : "cluster-\(index + 1)"
            try store.set(.trustedCertificate(alias: alias, certificate: anchor, created: created), replacing: false)
        }
        return try store.encoded(password: password)
    }

    private var emptyStore: KeyStore {
        var store = KeyStore(format: storeType.format)
        store.profile = profile
        return store
    }
}
