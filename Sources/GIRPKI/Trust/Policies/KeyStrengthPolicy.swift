/// Every key of the path is of a kind and size that cannot be broken; curves are named, not spelt out.
struct KeyStrengthPolicy: PathPolicy {
    // Verifying with a larger key costs a server seconds.
    private static let largestRSABits = 16_384

    func check(_ path: CertificationPath, in review: inout PathReview) {
        for (index, certificate) in path.certificates.enumerated() {
            guard let key = try? certificate.certificate.publicKey.algorithm else {
                review.fail(.weakKey, at: index, "the key of \(path.title(index)) is of a kind that is not supported")
                continue
            }
            if let fault = fault(of: key, in: certificate, by: review.policy) {
                review.fail(.weakKey, at: index, "\(path.title(index)) has \(fault)")
            }
        }
    }

    private func fault(of key: KeyAlgorithm, in certificate: PathCertificate, by policy: TrustPolicy) -> String? {
        switch key.name {
        case "RSA", "RSASSA-PSS":
            if key.bits < policy.minimumRSABits {
                return "an RSA key of \(key.bits) bits; \(policy.minimumRSABits) are the least"
            }
            if key.bits > Self.largestRSABits {
                return "an RSA key of \(key.bits) bits; \(Self.largestRSABits) are the most"
            }
            // Public CAs and hardware take whole bytes only.
            return policy.requiresConformance && !key.bits.isMultiple(of: 8)
                ? "an RSA key of \(key.bits) bits, which are no whole bytes" : nil
        case "EC":
            guard certificate.hasNamedCurve else { return "an EC key on a curve that is spelt out instead of named" }
            return key.bits < policy.minimumECBits
                ? "an EC key of \(key.bits) bits; \(policy.minimumECBits) are the least" : nil
        case "Ed25519", "Ed448": return nil
        default: return "a key of kind \(key.name), which TLS no longer uses"
        }
    }
}

extension PathCertificate {
    // RFC 5480 §2.1.1: the parameters are an object identifier. Explicit ones have let forged curves through.
    fileprivate var hasNamedCurve: Bool {
        var fields = DERReader(keyInfo)
        guard var algorithm = try? fields.next(DERTag.sequence).reader, (try? algorithm.next()) != nil else {
            return false
        }
        return algorithm.isNext(DERTag.objectIdentifier)
    }
}
