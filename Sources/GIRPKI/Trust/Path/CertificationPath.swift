/// A path from an end-entity certificate to a trust anchor; every certificate but the last is signed by the next.
struct CertificationPath: Sendable {
    /// The end-entity certificate first, the anchor last; both are the same one where the truststore holds it.
    let certificates: [PathCertificate]

    var anchorIndex: Int { certificates.count - 1 }

    /// The positions of the certificates that sign others.
    var issuerIndices: Range<Int> { 1..<max(certificates.count, 1) }

    subscript(_ index: Int) -> PathCertificate { certificates[index] }

    func place(_ index: Int) -> TrustFailure.Place {
        switch index {
        case 0: .endEntity
        case anchorIndex: .anchor
        default: .intermediate(index)
        }
    }

    /// The certificate in words, as the subject of a sentence.
    func title(_ index: Int) -> String {
        let name = certificates[index].title
        return switch place(index) {
        case .anchor: "the trust anchor '\(name)'"
        case .intermediate: "the intermediate certificate '\(name)'"
        case .endEntity, .wholeChain: "the certificate '\(name)'"
        }
    }
}
