import FoundationEssentials

/// The time lies in the validity period of every certificate, both ends included (RFC 5280 §4.1.2.5).
struct ValidityPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        for (index, item) in path.certificates.enumerated() {
            let certificate = item.certificate
            if certificate.notAfter < review.time {
                let age = TimeText.duration(from: certificate.notAfter, to: review.time)
                review.fail(
                    .expired,
                    at: index,
                    "\(path.title(index)) expired \(age) ago, on \(TimeText.time(certificate.notAfter))"
                )
            } else if review.time < certificate.notBefore {
                let wait = TimeText.duration(from: review.time, to: certificate.notBefore)
                review.fail(
                    .notYetValid,
                    at: index,
                    "\(path.title(index)) is not valid for another \(wait), before \(TimeText.time(certificate.notBefore))",
                    facts: ["the time of the check is \(TimeText.time(review.time)); look at the clock"]
                )
            }
        }
    }
}
