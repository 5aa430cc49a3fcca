/// What a key may be used for: the bits of the key usage extension (RFC 5280 §4.2.1.3).
public enum KeyUsage: Int, Sendable, Hashable, CaseIterable {
    case digitalSignature = 0
    case contentCommitment = 1
    case keyEncipherment = 2
    case dataEncipherment = 3
    case keyAgreement = 4
    case keyCertSign = 5
    case cRLSign = 6
    case encipherOnly = 7
    case decipherOnly = 8
}

/// What a certificate may be used for: purposes of the extended key usage extension (RFC 5280 §4.2.1.12).
public enum ExtendedKeyUsage: String, Sendable, Hashable, CaseIterable {
    case clientAuth = "1.3.6.1.5.5.7.3.2"
    case serverAuth = "1.3.6.1.5.5.7.3.1"
}
