/// Whether the value of an option must not be seen, and how it may be protected in the file.
public enum OptionSecrecy: Sendable, Hashable {
    /// Whether the program decrypts a `CRYPT:` value.
    public enum CryptSupport: Sendable, Hashable {
        /// The documentation names the option as one that may be encrypted.
        case documented
        /// The value is no secret: nothing is decrypted.
        case no
        /// The value is a secret and no list of encryptable options has it.
        case undocumented
    }

    /// A secret that Jetty reads, which decodes `OBF:`.
    case obfuscatedSecret
    /// A value that anyone may see.
    case open
    /// A password or key.
    case secret(crypt: CryptSupport)
}
