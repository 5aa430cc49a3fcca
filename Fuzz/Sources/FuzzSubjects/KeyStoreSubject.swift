public import GIRPKI

/// What a keystore target does with one input.
public enum KeyStoreSubject {
    /// The password that the seeds are made with.
    public static let password = Secret("changeit")

    /// Opens the input, with the password and without a check, and takes all that it offers.
    ///
    /// One that opens must hold the same entries after it was written and read again.
    public static func exercise(_ bytes: [UInt8]) {
        for password in [password, nil] {
            guard let store = try? KeyStore(decoding: bytes, password: password) else { continue }
            exercise(store)
        }
    }

    private static func exercise(_ store: KeyStore) {
        // Each key may cost as much as the whole budget of a file, so not all of many.
        for entry in store.entries.prefix(4) { _ = try? entry.privateKey(keyPassword: password) }
        guard store.format.isWritable, let written = try? store.encoded(password: password) else { return }
        guard let again = try? KeyStore(decoding: written, password: password),
            again.entries.count == store.entries.count
        else { fatalError("what was written does not read back") }
    }
}
