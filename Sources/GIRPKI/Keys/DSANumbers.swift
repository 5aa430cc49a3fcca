/// The numbers of a DSA key before OpenSSL computes with them: it raises to whatever power stands in the file.
enum DSANumbers {
    private static let identifier = "1.2.840.10040.4.1"
    /// 10000 bits and a sign: OpenSSL makes and checks no signature beyond.
    private static let lengthLimit = 1251

    /// Throws `limitExceeded` for a DSA key, in PKCS#8 or in OpenSSL's own form, with numbers that no real one has.
    static func check(_ der: Secret) throws(PKIError) {
        try der.withArray { bytes throws(PKIError) in
            guard let numbers = try? numbers(in: bytes), numbers.contains(where: { $0 > lengthLimit }) else { return }
            throw PKIError(.limitExceeded, "the DSA key has numbers of more than 10000 bits")
        }
    }

    // PrivateKeyInfo { version, AlgorithmIdentifier { dsa, { p, q, g } }, OCTET STRING { x } }, or { 0, p, q, g, y, x }.
    private static func numbers(in bytes: [UInt8]) throws(PKIError) -> [Int] {
        var outer = DERReader(bytes)
        var key = try outer.next(DERTag.sequence).reader
        _ = try key.next(DERTag.integer)
        guard key.isNext(DERTag.sequence) else { return try lengths(&key) }
        var algorithm = try key.next(DERTag.sequence).reader
        guard try algorithm.next(DERTag.objectIdentifier).objectIdentifier == identifier else { return [] }
        var parameters = try algorithm.next(DERTag.sequence).reader
        return try lengths(&parameters) + [try key.next(DERTag.octetString).contents.count]
    }

    // Six numbers are DSA's; RSA has nine.
    private static func lengths(_ reader: inout DERReader) throws(PKIError) -> [Int] {
        var lengths: [Int] = []
        while !reader.isAtEnd { lengths.append(try reader.next(DERTag.integer).contents.count) }
        return lengths.count <= 5 ? lengths : []
    }
}
