import COpenSSL

/// A public key, with the SubjectPublicKeyInfo that certificates carry (RFC 5280 §4.1.2.7).
public final class PublicKey: @unchecked Sendable, Hashable {
    // An EVP_PKEY is only read after it is made, so sharing it is safe.
    let handle: OpaquePointer

    /// The SubjectPublicKeyInfo in DER.
    public let subjectPublicKeyInfo: [UInt8]
    /// The algorithm and the size.
    public let algorithm: KeyAlgorithm

    /// Shares an EVP_PKEY, whose count goes up by one.
    init(sharing key: OpaquePointer) throws(PKIError) {
        subjectPublicKeyInfo = try encoded("cannot encode the public key") { i2d_PUBKEY(key, $0) }
        algorithm = KeyAlgorithm(reading: key)
        EVP_PKEY_up_ref(key)
        handle = key
    }

    deinit { EVP_PKEY_free(handle) }

    /// Whether both are the same key.
    public static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.subjectPublicKeyInfo == right.subjectPublicKeyInfo
    }

    /// Feeds the SubjectPublicKeyInfo.
    public func hash(into hasher: inout Hasher) { hasher.combine(subjectPublicKeyInfo) }
}

extension KeyAlgorithm {
    init(reading key: OpaquePointer) {
        let bits = Int(EVP_PKEY_get_bits(key))
        let type = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
        self =
            switch type {
            case "ED25519": KeyAlgorithm(name: "Ed25519", bits: 255)
            case "ED448": KeyAlgorithm(name: "Ed448", bits: 448)
            case "RSA-PSS": KeyAlgorithm(name: "RSASSA-PSS", bits: bits)
            default: KeyAlgorithm(name: type, bits: bits)
            }
    }
}

/// Calls one of OpenSSL's `i2d_` functions the way that allocates, and takes the bytes over.
func encoded(
    _ what: String,
    _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
) throws(PKIError) -> [UInt8] {
    var buffer: UnsafeMutablePointer<UInt8>?
    let count = encode(&buffer)
    guard count > 0, let buffer else { throw openSSLFailure(.cryptography, what) }
    let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
    defer {
        // The same function encodes private keys.
        erase(bytes)
        girctl_free(buffer)
    }
    return [UInt8](bytes)
}
