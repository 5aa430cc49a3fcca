import FoundationEssentials

/// No certificate below the anchor was revoked (RFC 5280 §6.3), where revocation lists were given.
///
/// A list counts when the issuer's own key signed it, it is in date, whole, and speaks of the certificate. Without such
/// a list nothing is known about a certificate, and it is refused: whoever gives lists wants to know.
struct RevocationPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        guard !review.revocationLists.isEmpty else { return }
        noteForeignLists(path, in: &review)
        for index in path.certificates.indices.dropLast() {
            let certificate = path[index]
            let lists = review.revocationLists.filter { $0.fields.issuer == certificate.issuer }
            var obstacles: [String] = []
            var isKnown = false
            for list in lists {
                if let obstacle = obstacle(of: list, for: certificate, issuedBy: path.keys(of: index), in: &review) {
                    obstacles.append("the list of \(TimeText.time(list.thisUpdate)) does not count: \(obstacle)")
                    continue
                }
                // A list of changes says nothing about whom it does not name.
                isKnown = isKnown || !list.fields.isDelta
                guard let reason = list.fields.revoked[Array(certificate.serialNumber)], reason != .removeFromCRL
                else { continue }
                isKnown = true
                let date = list.revocationDate(of: certificate.certificate).map { " on \(TimeText.time($0))" } ?? ""
                review.fail(
                    .revoked,
                    at: index,
                    "\(path.title(index)) was revoked\(date): \(reason.text)",
                    facts: ["its issuer's list of \(TimeText.time(list.thisUpdate)) says so"]
                )
                break
            }
            guard !isKnown else {
                for obstacle in obstacles { review.note(obstacle) }
                continue
            }
            let addresses = certificate.revocationAddresses
            let offers = addresses.isEmpty ? [] : ["its issuer's list is offered at \(addresses.listed(atMost: 3))"]
            review.fail(
                .revocationUnknown,
                at: index,
                "no revocation list says whether \(path.title(index)) was revoked",
                facts: (obstacles.isEmpty ? ["there is no list of '\(certificate.certificate.issuer)'"] : obstacles)
                    + offers
            )
        }
    }

    /// Says which lists have nothing to do with the path: whoever gave them believes that they count.
    private func noteForeignLists(_ path: CertificationPath, in review: inout PathReview) {
        let issuers = path.certificates.dropLast().map(\.issuer)
        let foreign = review.revocationLists.filter { !issuers.contains($0.fields.issuer) }
        guard !foreign.isEmpty else { return }
        let times = foreign.map { "the list of \(TimeText.time($0.thisUpdate))" }
        review.note("\(times.listed(atMost: 5)): not of an issuer of these certificates, and counts for none of them")
    }

    /// Why the list says nothing about the certificate, or nil.
    private func obstacle(
        of list: RevocationList,
        for certificate: PathCertificate,
        issuedBy issuers: [PathCertificate],
        in review: inout PathReview
    ) -> String? {
        let fields = list.fields
        if review.time < list.thisUpdate { return "it is not valid before \(TimeText.time(list.thisUpdate))" }
        // §5.1.2.5: without a date for the next one it never grows old, and an old one can be shown for ever.
        guard let next = list.nextUpdate else { return "it does not say when the next one comes" }
        if next < review.time { return "the next one was due on \(TimeText.time(next))" }
        if let obstacle = fields.obstacle { return obstacle }
        // §5.2.3; `openssl ca` writes none unless it is configured to.
        if review.policy.requiresConformance, !fields.hasNumber || fields.isNumberCritical {
            return fields.hasNumber ? "its number is critical" : "it has no number"
        }
        if !fields.scope.covers(certificate) { return "it does not speak of this certificate" }
        if list.hasWeakSignature { return "its signature can be forged" }
        for issuer in issuers {
            guard review.budget.takeSignatureCheck() else { return "the limit of signatures was reached" }
            guard let key = try? issuer.certificate.publicKey, list.isSigned(by: key) else { continue }
            let usage = issuer.extensions.keyUsage
            return usage?.contains(KeyUsage.cRLSign.rawValue) ?? true
                ? nil : "the issuer's key usage does not allow to sign lists"
        }
        return "the issuer's key did not sign it"
    }
}

extension CertificationPath {
    /// The certificates above one that bear its issuer's name: a CA that changes its key has two (RFC 4210 §4.4).
    fileprivate func keys(of index: Int) -> [PathCertificate] {
        certificates[(index + 1)...].filter { $0.subject == certificates[index].issuer }
    }
}
