/// PKCS#8 in its second version (RFC 5958 §2), which OpenSSL 3.0 does not read where the public key stands in it.
enum OneAsymmetricKey {
    /// The same key as PrivateKeyInfo, the first version.
    ///
    /// - Throws: `malformed` for what is not of the second version.
    static func withoutPublicKey(_ key: Secret) throws(PKIError) -> Secret {
        try key.withArray { bytes throws(PKIError) in
            var outer = DERReader(bytes)
            var sequence = try outer.next(DERTag.sequence).reader
            guard try sequence.next(DERTag.integer).count == 1 else {
                throw PKIError(.malformed, "this is not version 2 of PKCS#8")
            }
            let algorithm = try sequence.next(DERTag.sequence)
            let contents = try sequence.next(DERTag.octetString)
            var info = DERWriter.sequence([
                DERWriter.integer(0), Array(algorithm.encoded), Array(contents.encoded),
            ])
            return Secret(erasing: &info)
        }
    }
}
