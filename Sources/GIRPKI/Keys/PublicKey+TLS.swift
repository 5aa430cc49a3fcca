extension PublicKey {
    /// Whether a server can prove itself with the key in TLS 1.2 and 1.3 as the clients in use speak them: RSA, the NIST
    /// curves and Ed25519 (RFC 8446 §4.2.3).
    public var isForTLS: Bool {
        switch algorithm.name {
        case "RSA", "Ed25519": true
        case "EC": (try? curve).map { Self.curvesOfTLS.contains($0) } ?? false
        default: false
        }
    }

    private static let curvesOfTLS = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"]

    private var curve: String {
        get throws(PKIError) {
            var whole = DERReader(subjectPublicKeyInfo[...])
            var info = try whole.next(DERTag.sequence).reader
            var algorithm = try info.next(DERTag.sequence).reader
            _ = try algorithm.next(DERTag.objectIdentifier)
            return try algorithm.next(DERTag.objectIdentifier).objectIdentifier
        }
    }
}
