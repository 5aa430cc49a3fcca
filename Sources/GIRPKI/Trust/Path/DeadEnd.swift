/// The furthest point from which no path went on.
struct DeadEnd {
    /// The certificates up to that point, the end-entity first.
    let path: [PathCertificate]
    /// What bears the issuer's name but did not sign.
    let rejected: [RejectedIssuer]

    /// Why there is no trusted path, as far as the last certificate tells.
    func failure(_ anchors: CertificatePool) -> TrustFailure {
        guard let last = path.last else {
            return TrustFailure(.emptyChain, at: .wholeChain, "there is no certificate in the chain")
        }
        let place: TrustFailure.Place = path.count == 1 ? .endEntity : .intermediate(path.count - 1)
        let title = path.count == 1 ? "the certificate '\(last.title)'" : "the CA certificate '\(last.title)'"
        let fail = { (code: TrustFailure.Code, message: String, facts: [String]) in
            TrustFailure(code, at: place, of: last.certificate, message, facts: facts)
        }
        if anchors.certificates.isEmpty {
            return TrustFailure(.emptyTruststore, at: .wholeChain, "the truststore holds no certificate")
        }
        if let defect = last.defect {
            return fail(.malformedCertificate, "\(title) cannot be read: \(defect)", [])
        }
        if isSelfSigned(last) {
            return path.count == 1
                ? fail(.selfSigned, "\(title) is self-signed and not in the truststore", facts(anchors, last))
                : fail(
                    .untrustedRoot,
                    "the chain ends at '\(last.title)', which is not in the truststore",
                    facts(anchors, last)
                )
        }
        if let first = rejected.first {
            let place = first.isAnchor ? "in the truststore" : "in the chain"
            return fail(
                .badSignature,
                "\(title) names '\(last.certificate.issuer)' as its issuer, but the one \(place) has another key",
                facts(anchors, last)
            )
        }
        return fail(
            .missingIssuer,
            "\(title) was issued by '\(last.certificate.issuer)', which is neither in the chain nor in the truststore",
            facts(anchors, last)
        )
    }

    private func isSelfSigned(_ certificate: PathCertificate) -> Bool {
        guard certificate.isSelfIssued, let key = try? certificate.certificate.publicKey else { return false }
        return certificate.certificate.isSigned(by: key)
    }

    private func facts(_ anchors: CertificatePool, _ last: PathCertificate) -> [String] {
        var facts: [String] = []
        if let wanted = last.extensions.authorityKeyIdentifier?.keyIdentifier {
            facts.append("the issuer's key identifier is \(wanted.colonHex)")
        }
        for issuer in rejected {
            guard let identifier = issuer.certificate.extensions.subjectKeyIdentifier else { continue }
            let place = issuer.isAnchor ? "the truststore" : "the chain"
            facts.append("'\(issuer.certificate.title)' of \(place) has the key identifier \(identifier.colonHex)")
        }
        if !last.extensions.accessLocations.isEmpty {
            facts.append("the issuer's certificate is offered at \(last.extensions.accessLocations.listed(atMost: 3))")
        }
        let held = anchors.certificates.map { "'\($0.title)'" }
        let count = "\(held.count) certificate\(held.count == 1 ? "" : "s")"
        let verdict = rejected.contains(where: \.isAnchor) ? "none has the key" : "none has that name"
        facts.append("the truststore holds \(count), \(verdict): \(held.listed(atMost: 5))")
        return facts
    }
}
