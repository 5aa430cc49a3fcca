extension KeyAlgorithm {
    /// Reads a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) without decoding the key; nil for what only a decoded key tells.
    init?(keyInfo: ArraySlice<UInt8>) {
        guard let known = try? Self.known(keyInfo) else { return nil }
        self = known
    }

    private static func known(_ keyInfo: ArraySlice<UInt8>) throws(PKIError) -> KeyAlgorithm? {
        var whole = DERReader(keyInfo)
        var info = try whole.next(DERTag.sequence).reader
        var algorithm = try info.next(DERTag.sequence).reader
        let key = try info.next(DERTag.bitString).contents.dropFirst()
        switch try algorithm.next(DERTag.objectIdentifier).objectIdentifier {
        case "1.2.840.113549.1.1.1": return KeyAlgorithm(name: "RSA", bits: try modulusBits(key))
        case "1.2.840.113549.1.1.10": return KeyAlgorithm(name: "RSASSA-PSS", bits: try modulusBits(key))
        case "1.2.840.10045.2.1":
            guard algorithm.isNext(DERTag.objectIdentifier) else { return nil }
            let curve = try algorithm.next().objectIdentifier
            return curveBits[curve].map { KeyAlgorithm(name: "EC", bits: $0) }
        case "1.3.101.112": return KeyAlgorithm(name: "Ed25519", bits: 255)
        case "1.3.101.113": return KeyAlgorithm(name: "Ed448", bits: 448)
        default: return nil
        }
    }

    // RSAPublicKey is the modulus and the exponent (RFC 8017 §A.1.1).
    private static func modulusBits(_ key: ArraySlice<UInt8>) throws(PKIError) -> Int {
        var whole = DERReader(key)
        var numbers = try whole.next(DERTag.sequence).reader
        let modulus = try numbers.next(DERTag.integer).contents.drop { $0 == 0 }
        _ = try numbers.next(DERTag.integer)
        return modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
    }

    // The curves of Java and OpenSSL that are in use (RFC 5480 §2.1.1.1, SEC 2).
    private static let curveBits = [
        "1.2.840.10045.3.1.7": 256, "1.3.132.0.34": 384, "1.3.132.0.35": 521, "1.3.132.0.33": 224, "1.3.132.0.10": 256,
    ]
}
