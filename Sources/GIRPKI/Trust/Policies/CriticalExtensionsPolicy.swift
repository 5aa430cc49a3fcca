/// A critical extension that is not processed here makes a certificate unusable (RFC 5280 §4.2).
struct CriticalExtensionsPolicy: PathPolicy {
    private static let understood: Set<String> = [
        ExtensionOID.authorityKeyIdentifier, ExtensionOID.basicConstraints, ExtensionOID.certificatePolicies,
        ExtensionOID.extendedKeyUsage, ExtensionOID.inhibitAnyPolicy, ExtensionOID.keyUsage,
        ExtensionOID.nameConstraints, ExtensionOID.policyConstraints, ExtensionOID.policyMappings,
        ExtensionOID.subjectAlternativeName, ExtensionOID.subjectKeyIdentifier,
    ]

    func check(_ path: CertificationPath, in review: inout PathReview) {
        for (index, certificate) in path.certificates.enumerated() {
            for (oid, isCritical) in certificate.extensions.present where isCritical && !Self.understood.contains(oid) {
                review.fail(
                    .unknownCriticalExtension,
                    at: index,
                    "\(path.title(index)) has the critical extension \(ExtensionOID.name(oid)), which is not understood"
                )
            }
        }
    }
}
