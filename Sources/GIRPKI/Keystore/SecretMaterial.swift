/// The secret key of an entry; it is listed and carried along, never used.
enum SecretMaterial: Sendable {
    /// The type and value of a PKCS#12 secret bag, in DER, and the password of its store.
    case bag(type: String, value: [UInt8], storePassword: Secret?)
    /// A sealed object of a JCEKS store, which is not kept.
    case sealed
}
