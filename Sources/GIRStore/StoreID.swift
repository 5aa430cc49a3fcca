import GIRPKI

/// Identifiers of contact centers, users and what else has no name of its own: 32 hexadecimal digits in lower case.
public enum StoreID {
    /// A new one, unlike any other and not to be guessed.
    public static func make() throws -> String {
        try SecureRandom.bytes(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
