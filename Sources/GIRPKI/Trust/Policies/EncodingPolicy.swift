/// Certificates and those of their extensions that decide something can be read (RFC 5280 §4.1, §4.2).
struct EncodingPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        for (index, certificate) in path.certificates.enumerated() {
            if let defect = certificate.defect {
                review.fail(.malformedCertificate, at: index, "\(path.title(index)) cannot be read: \(defect)")
            }
            for (oid, reason) in certificate.extensions.defects
            where Self.decides(oid) || review.policy.requiresConformance {
                review.fail(
                    .malformedCertificate,
                    at: index,
                    "the extension \(ExtensionOID.name(oid)) of \(path.title(index)) cannot be read: \(reason)"
                )
            }
        }
    }

    // Where to fetch an issuer's certificate is a convenience.
    private static func decides(_ oid: String) -> Bool { oid != ExtensionOID.authorityInformationAccess }
}
