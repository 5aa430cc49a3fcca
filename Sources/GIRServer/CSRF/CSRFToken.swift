import GIRPKI

/// How the secret of a session travels: `base64url(mask ‖ mask ⊕ secret)`, with another mask each time.
///
/// A compressed answer then tells nothing about the secret by its length (BREACH). Only this form is accepted.
enum CSRFToken {
    private static let count = 32

    /// The secret behind a new mask.
    ///
    /// - Throws: `cryptography` where there are no random numbers.
    static func masked(_ secret: [UInt8]) throws(PKIError) -> String {
        let mask = try SecureRandom.bytes(count)
        return Base64URL.encode(mask + zip(mask, secret).map { $0 ^ $1 })
    }

    /// Whether the text is the secret behind any mask; compares in constant time.
    static func matches(_ text: String, _ secret: [UInt8]) -> Bool {
        guard secret.count == count, let bytes = Base64URL.decode(text), bytes.count == 2 * count else { return false }
        let sent = zip(bytes.prefix(count), bytes.suffix(count)).map { $0 ^ $1 }
        return Secret(sent) == Secret(secret)
    }
}
