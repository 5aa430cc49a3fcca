/// PKCS#8's frame around a private key (RFC 5208 §5).
enum PrivateKeyInfo {
    /// Whether the bytes have the form; another key's decryption gives noise that has not.
    static func isOne(_ info: Secret) -> Bool { (try? algorithm(of: info)) != nil }

    static func key(in info: Secret, _ alias: String) throws(PKIError) -> PrivateKey {
        do {
            return try PrivateKey(pkcs8: info)
        } catch {
            guard let algorithm = try? algorithm(of: info), error.code != .unsupportedAlgorithm else { throw error }
            throw .unknownAlgorithm("the private key of '\(alias)' is one", algorithm)
        }
    }

    private static func algorithm(of info: Secret) throws(PKIError) -> String {
        try info.withArray { bytes throws(PKIError) in
            var outer = DERReader(bytes)
            var sequence = try outer.next(DERTag.sequence).reader
            _ = try sequence.next(DERTag.integer)
            var algorithm = try sequence.next(DERTag.sequence).reader
            let identifier = try algorithm.next(DERTag.objectIdentifier).objectIdentifier
            _ = try sequence.next(DERTag.octetString)
            return identifier
        }
    }
}
