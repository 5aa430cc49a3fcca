/// Certificates that may be issuers, found by their subject.
struct CertificatePool: Sendable {
    let certificates: [PathCertificate]
    private let bySubject: [CanonicalName: [Int]]
    private let byIdentity: Set<Certificate>

    /// Takes each certificate once, in the order given.
    init(_ certificates: some Sequence<Certificate>) {
        var seen: Set<Certificate> = []
        self.certificates = certificates.filter { seen.insert($0).inserted }.map(PathCertificate.init)
        bySubject = Dictionary(grouping: self.certificates.indices) { [certificates = self.certificates] in
            certificates[$0].subject
        }
        byIdentity = seen
    }

    /// The positions of the certificates with this subject.
    func positions(of subject: CanonicalName) -> [Int] { bySubject[subject] ?? [] }

    func contains(_ certificate: Certificate) -> Bool { byIdentity.contains(certificate) }
}
