/// Whoever signs a certificate is a CA and says so (RFC 5280 §4.2.1.9, §6.1.4 (k)).
struct BasicConstraintsPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        for index in path.issuerIndices where !path[index].isCA {
            let certificate = path[index]
            // RFC 5280 §6.1.4 (k): version 1 cannot say it; as an anchor it was trusted by hand, as Java does.
            if certificate.version < 3, index == path.anchorIndex, !review.policy.checksAnchors {
                review.note("\(path.title(index)) has version \(certificate.version) and cannot say that it is a CA")
                continue
            }
            let reason =
                certificate.extensions.basicConstraints == nil
                ? "it has no basic constraints extension" : "its basic constraints say CA:FALSE"
            review.fail(
                .notACA,
                at: index,
                "\(path.title(index)) signed '\(path[index - 1].title)' but is not a CA: \(reason)"
            )
        }
    }
}
