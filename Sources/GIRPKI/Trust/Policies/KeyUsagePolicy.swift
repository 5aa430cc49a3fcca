/// Keys are used for what their key usage extension names, where there is one (RFC 5280 §4.2.1.3).
struct KeyUsagePolicy: PathPolicy {
    // What TLS asks of a server's or client's key: one of these, depending on the cipher suite.
    private static let handshake: Set<Int> = [
        KeyUsage.digitalSignature.rawValue, KeyUsage.keyEncipherment.rawValue, KeyUsage.keyAgreement.rawValue,
    ]

    func check(_ path: CertificationPath, in review: inout PathReview) {
        for index in path.issuerIndices {
            guard let usage = path[index].extensions.keyUsage, !usage.contains(KeyUsage.keyCertSign.rawValue) else {
                continue
            }
            review.fail(
                .keyUsage,
                at: index,
                "\(path.title(index)) signed '\(path[index - 1].title)' but its key usage does not allow to sign certificates"
            )
        }
        if let usage = path[0].extensions.keyUsage, usage.isDisjoint(with: Self.handshake) {
            review.fail(
                .keyUsage,
                at: 0,
                "the key usage of \(path.title(0)) allows neither to sign nor to exchange keys in a TLS handshake"
            )
        }
    }
}
