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
    /// Whether new values are encrypted with it; all others only decrypt.
    public let isActive: Bool
    /// How it was made of a passphrase; nil for a random key of a key file.
    let derivation: PassphraseDerivation?
    let material: Secret

    /// Makes a key of 32 bytes, or nil for another number of bytes.
    public init?(_ material: Secret, created: Date, isActive: Bool = true) {
        self.init(material, created: created, isActive: isActive, derivation: nil)
    }

    /// Makes a key that belongs to a passphrase.
    init?(_ material: Secret, derivation: PassphraseDerivation) {
        self.init(material, created: Date(timeIntervalSince1970: 0), isActive: true, derivation: derivation)
    }

    private init?(_ material: Secret, created: Date, isActive: Bool, derivation: PassphraseDerivation?) {
        guard material.count == Self.length else { return nil }
        self.material = material
        self.derivation = derivation
        self.created = Self.wholeSeconds(created)
        self.isActive = isActive
        id = material.withBytes { Digest.sha256($0) }.prefix(4).hex
    }

    /// The same key, which only decrypts from now on.
    var demoted: EncryptionKey { EncryptionKey(self, isActive: false) }

    private init(_ key: EncryptionKey, isActive: Bool) {
        id = key.id
        created = key.created
        material = key.material
        derivation = key.derivation
        self.isActive = isActive
    }

    static func wholeSeconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }

    static func isIDCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
