/// Extensions stand only in certificates of version 3 (RFC 5280 §4.1.2.1).
///
/// Certificates of version 1 without extensions, such as `openssl x509 -req` makes them, are still common as end-entity
/// certificates; that they cannot be CAs is for ``BasicConstraintsPolicy`` to say.
struct VersionPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        for (index, certificate) in path.certificates.enumerated() where certificate.defect == nil {
            if !(1...3).contains(certificate.version) {
                review.fail(
                    .certificateVersion,
                    at: index,
                    "\(path.title(index)) has version \(certificate.version); there are only 1 to 3"
                )
            } else if certificate.version < 3, !certificate.extensions.present.isEmpty {
                review.fail(
                    .certificateVersion,
                    at: index,
                    "\(path.title(index)) has extensions but version \(certificate.version) instead of 3"
                )
            } else if index == 0, certificate.version < 3 {
                review.note(
                    "\(path.title(index)) has version \(certificate.version), which holds neither alternative names nor "
                        + "purposes"
                )
            }
        }
    }
}
