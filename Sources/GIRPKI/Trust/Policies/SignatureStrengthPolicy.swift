import COpenSSL

/// Signatures use digests that nobody can make collide; an anchor's own signature proves nothing and is not looked at.
struct SignatureStrengthPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        for index in path.certificates.indices where index < path.anchorIndex {
            let certificate = path[index].certificate
            guard certificate.signatureSecurityBits < review.policy.minimumDigestSecurityBits else { continue }
            review.fail(
                .weakSignature,
                at: index,
                "\(path.title(index)) is signed with \(certificate.signatureAlgorithm), which can be forged"
            )
        }
    }
}

extension Certificate {
    /// The bits of security of the signature's digest as OpenSSL counts them; 0 for an algorithm it does not know.
    fileprivate var signatureSecurityBits: Int {
        let bits = try? withX509 { handle throws(PKIError) in
            var bits: Int32 = 0
            guard X509_get_signature_info(handle, nil, nil, &bits, nil) == 1 else { return 0 }
            return Int(bits)
        }
        ERR_clear_error()
        return bits ?? 0
    }
}
