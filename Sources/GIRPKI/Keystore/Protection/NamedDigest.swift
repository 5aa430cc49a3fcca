import COpenSSL

/// A digest by its object identifier, for the formats that name one.
struct NamedDigest {
    /// OpenSSL's name of it.
    let name: String
    let handle: OpaquePointer
    /// The length of a digest in bytes.
    let length: Int

    /// Finds SHA-1, the SHA-2 family and BLAKE2b; nil for every other.
    ///
    /// No keystore is made with another, and what is no digest of fixed length must not come near an HMAC.
    init?(identifier: String) {
        guard let name = Self.names[identifier] else { return nil }
        guard let handle = EVP_get_digestbyname(name) else {
            ERR_clear_error()
            return nil
        }
        self.name = name
        self.handle = handle
        length = Int(EVP_MD_get_size(handle))
        guard length > 0 else { return nil }
    }

    private static let names = [
        sha1Identifier: "SHA1",
        "2.16.840.1.101.3.4.2.4": "SHA224",
        sha256Identifier: "SHA256",
        "2.16.840.1.101.3.4.2.2": "SHA384",
        "2.16.840.1.101.3.4.2.3": "SHA512",
        "2.16.840.1.101.3.4.2.5": "SHA512-224",
        "2.16.840.1.101.3.4.2.6": "SHA512-256",
        "1.3.6.1.4.1.1722.12.2.1.16": "BLAKE2b512",
    ]

    static let sha1Identifier = "1.3.14.3.2.26"
    static let sha256Identifier = "2.16.840.1.101.3.4.2.1"

    static func sha256() throws(PKIError) -> NamedDigest {
        guard let digest = NamedDigest(identifier: sha256Identifier) else {
            throw PKIError(.cryptography, "OpenSSL has no SHA-256")
        }
        return digest
    }

    /// The digest that an HMAC's identifier names (RFC 8018 §B.1.2).
    init?(hmacIdentifier: String) {
        let digests = [
            "1.2.840.113549.2.7": Self.sha1Identifier,
            "1.2.840.113549.2.8": "2.16.840.1.101.3.4.2.4",
            "1.2.840.113549.2.9": Self.sha256Identifier,
            "1.2.840.113549.2.10": "2.16.840.1.101.3.4.2.2",
            "1.2.840.113549.2.11": "2.16.840.1.101.3.4.2.3",
            "1.2.840.113549.2.12": "2.16.840.1.101.3.4.2.5",
            "1.2.840.113549.2.13": "2.16.840.1.101.3.4.2.6",
        ]
        guard let digest = digests[hmacIdentifier] else { return nil }
        self.init(identifier: digest)
    }

    /// How much one round of a derivation of so many bytes costs, compared with one of SHA-256 for one block.
    func cost(of count: Int) -> Int {
        // Digests with blocks of 128 bytes, as SHA-512's, take twice as long over them.
        (count + length - 1) / length * (EVP_MD_get_block_size(handle) > 64 ? 2 : 1)
    }

    /// The message authentication code of RFC 2104.
    func hmac(_ message: [UInt8], key: Secret) throws(PKIError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: length)
        var count = 0
        let result = key.withBytes { bytes in
            EVP_Q_mac(
                nil,
                "HMAC",
                nil,
                name,
                nil,
                bytes.baseAddress,
                bytes.count,
                message,
                message.count,
                &code,
                length,
                &count
            )
        }
        guard result != nil, count == length else { throw openSSLFailure(.cryptography, "cannot compute an HMAC") }
        return code
    }
}
