import GIRPKI

/// What a client proves its session with: 256 random bits in 43 characters.
///
/// It is in the client's cookie and nowhere else; the server keeps its hash.
struct SessionIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The text of the cookie.
    let text: String

    private static let byteCount = 32
    private static let length = 43

    /// A new one; throws where there are no random numbers.
    init() throws(PKIError) {
        text = Base64URL.encode(try SecureRandom.bytes(Self.byteCount))
    }

    /// The one that a client sent; nil for what no server of this kind has ever made.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.length, Base64URL.decode(text)?.count == Self.byteCount else { return nil }
        self.text = String(text)
    }

    /// What the server keeps.
    var hash: [UInt8] { Digest.sha256(Array(text.utf8)) }

    /// Never the text.
    var description: String { Secret.mask }
}
