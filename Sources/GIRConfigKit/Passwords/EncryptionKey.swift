public import FoundationEssentials
public import GIRPKI

/// A key that encrypts and decrypts passwords of the configuration.
public struct EncryptionKey: Sendable {
    /// The length of a key in bytes.
    public static let length = 32

    /// The id that values carry: the first 4 bytes of the key's SHA-256 in lower-case hexadecimal.
    ///
    /// It follows from the key, so that two different keys cannot be taken for each other.
    public let id: String
    /// When it was made, in whole seconds.
    public let created: Date
    /// Whether new values are encrypted with it; retired keys only decrypt.
    public let isActive: Bool
    let material: Secret

    /// Makes a key of 32 bytes, or nil for another number of bytes.
    public init?(_ material: Secret, created: Date, isActive: Bool = true) {
        guard material.count == Self.length else { return nil }
        self.material = material
        self.created = Date(timeIntervalSince1970: created.timeIntervalSince1970.rounded(.down))
        self.isActive = isActive
        id = material.withBytes { Digest.sha256($0) }.prefix(4).hex
    }

    static func isIDCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
