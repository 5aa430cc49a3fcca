/// Certificates follow what RFC 5280 §4 tells CAs to write and no other policy needs.
///
/// Only strict policies ask. What many CAs leave out and no client misses is noted, the rest refused.
struct ConformancePolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        guard review.policy.requiresConformance else { return }
        for (index, certificate) in path.certificates.enumerated() where certificate.defect == nil {
            let isAuthority = index > 0 || certificate.isCA
            for fault in certificate.generalFaults
                + (isAuthority ? certificate.authorityFaults : certificate.endEntityFaults)
            {
                review.fail(.notConformant, at: index, Self.sentence(path.title(index), fault))
            }
            for omission in certificate.omissions(isAuthority: isAuthority) {
                review.note(Self.sentence(path.title(index), omission))
            }
        }
    }

    private static func sentence(_ title: String, _ fault: String) -> String {
        "\(title) does not follow RFC 5280: \(fault)"
    }
}

extension PathCertificate {
    fileprivate var generalFaults: [String] {
        var faults: [String] = []
        // §4.1.2.2
        if serialNumber.count > 20 { faults.append("its serial number has more than 20 bytes") }
        if serialNumber.allSatisfy({ $0 == 0 }) || serialNumber.first.map({ $0 >= 0x80 }) ?? true {
            faults.append("its serial number is not positive")
        }
        // §4.1.2.4
        if issuer.isEmpty { faults.append("it does not name its issuer") }
        // §4.1.2.6
        if subject.isEmpty, !extensions.isCritical(ExtensionOID.subjectAlternativeName) {
            faults.append("it has no subject and no critical subject alternative name")
        }
        // §4.2.1.11
        if extensions.policyConstraints != nil, !extensions.isCritical(ExtensionOID.policyConstraints) {
            faults.append("its policy constraints are not critical")
        }
        // §4.2.1.1, §4.2.1.2
        for oid in [ExtensionOID.authorityKeyIdentifier, ExtensionOID.subjectKeyIdentifier]
        where extensions.isCritical(oid) {
            faults.append("its \(ExtensionOID.name(oid)) is critical")
        }
        return faults
    }

    /// What `openssl x509 -req` and keytool do not write by themselves.
    fileprivate func omissions(isAuthority: Bool) -> [String] {
        var omissions: [String] = []
        // §4.2.1.1: only a self-signed certificate may do without.
        if extensions.authorityKeyIdentifier?.keyIdentifier == nil, !isSelfIssued {
            omissions.append("it has no authority key identifier")
        }
        guard isAuthority else { return omissions }
        // §4.2.1.2
        if extensions.subjectKeyIdentifier == nil { omissions.append("it has no subject key identifier") }
        // §4.2.1.9
        if extensions.basicConstraints != nil, !extensions.isCritical(ExtensionOID.basicConstraints) {
            omissions.append("its basic constraints are not critical")
        }
        return omissions
    }

    fileprivate var authorityFaults: [String] {
        var faults: [String] = []
        // §4.1.2.6
        if subject.isEmpty { faults.append("a CA has a subject") }
        // §4.2.1.9
        let mayCertify = extensions.keyUsage?.contains(KeyUsage.keyCertSign.rawValue) ?? true
        if extensions.basicConstraints?.pathLength != nil, !(isCA && mayCertify) {
            faults.append("it has a path length but may not sign certificates")
        }
        // §4.2.1.10
        let bases = (extensions.nameConstraints?.permitted ?? []) + (extensions.nameConstraints?.excluded ?? [])
        if bases.contains(where: \.isDottedDNS) {
            faults.append("a DNS name of its name constraints begins with a dot")
        }
        return faults
    }

    fileprivate var endEntityFaults: [String] {
        var faults: [String] = []
        // §4.2.1.3, §4.2.1.9
        if extensions.keyUsage?.contains(KeyUsage.keyCertSign.rawValue) ?? false {
            faults.append("it may sign certificates but is not a CA")
        }
        if extensions.basicConstraints?.pathLength != nil { faults.append("it has a path length but is not a CA") }
        // §4.2.1.10
        if extensions.nameConstraints != nil { faults.append("it has name constraints but is not a CA") }
        return faults
    }
}

extension NameForm {
    fileprivate var isDottedDNS: Bool {
        if case .dns(let name) = self { name.hasPrefix(".") } else { false }
    }
}
