/// Certificates follow what RFC 5280 §4 tells CAs to write and no other policy needs.
///
/// Only strict policies ask. What many CAs leave out and no client misses is noted, the rest refused.
struct ConformancePolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        guard review.policy.requiresConformance else { return }
        for (index, certificate) in path.certificates.enumerated() where certificate.defect == nil {
            let isAuthority = index > 0 || certificate.isCA
            let identifierFault =
                index == path.anchorIndex && certificate.namesAnotherKeyAsItsIssuers
                ? ["it is self-signed, but its authority key identifier is not its own"]
                : path.lacksNamedKeyIdentifier(index)
                    ? ["it has no subject key identifier, though what it issued names one"] : []
            for fault in certificate.generalFaults + identifierFault
                // Roots of public CAs are old enough to have the number 0, and nobody follows their identifiers.
                + (index < path.anchorIndex ? certificate.faultsBelowAnchor : [])
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

extension CertificationPath {
    // §4.2.1.2: the identifiers are there to be followed; a certificate that none names may do without.
    fileprivate func lacksNamedKeyIdentifier(_ index: Int) -> Bool {
        index > 0 && self[index].version == 3 && self[index].extensions.subjectKeyIdentifier == nil
            && self[index - 1].extensions.authorityKeyIdentifier?.keyIdentifier != nil
    }
}

extension PathCertificate {
    fileprivate var faultsBelowAnchor: [String] {
        var faults: [String] = []
        // §4.2.1.1: whoever writes identifiers writes both.
        if extensions.subjectKeyIdentifier != nil, extensions.authorityKeyIdentifier == nil, !isSelfIssued {
            faults.append("it has a subject key identifier but no authority key identifier")
        }
        // §4.1.2.2
        if serialNumber.count > 20 { faults.append("its serial number has more than 20 bytes") }
        if serialNumber.allSatisfy({ $0 == 0 }) || serialNumber.first.map({ $0 >= 0x80 }) ?? true {
            faults.append("its serial number is not positive")
        }
        return faults
    }

    // §4.2.1.1: in a self-signed certificate both identifiers are of the same key.
    fileprivate var namesAnotherKeyAsItsIssuers: Bool {
        guard isSelfIssued, let own = extensions.subjectKeyIdentifier,
            let named = extensions.authorityKeyIdentifier?.keyIdentifier, own != named,
            let key = try? certificate.publicKey
        else { return false }
        return certificate.isSigned(by: key)
    }

    fileprivate var generalFaults: [String] {
        var faults: [String] = []
        // §4.1.2.4
        if issuer.isEmpty { faults.append("it does not name its issuer") }
        // §4.1.2.6
        if subject.isEmpty, !extensions.isCritical(ExtensionOID.subjectAlternativeName) {
            faults.append("it has no subject and no critical subject alternative name")
        }
        // §4.2.1.10
        if extensions.nameConstraints != nil, !extensions.isCritical(ExtensionOID.nameConstraints) {
            faults.append("its name constraints are not critical")
        }
        // §A.2: issuer and serial number stand there together or not at all; an identifier of nothing says nothing.
        if let authority = extensions.authorityKeyIdentifier {
            if authority.hasIssuer != authority.hasSerialNumber {
                faults.append("its authority key identifier has only one of issuer and serial number")
            } else if authority.keyIdentifier == nil, !authority.hasIssuer {
                faults.append("its authority key identifier is empty")
            }
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
        if extensions.authorityKeyIdentifier?.keyIdentifier == nil, extensions.subjectKeyIdentifier == nil,
            !isSelfIssued
        {
            omissions.append("it has no key identifiers")
        }
        // §4.2.1.11; RFC 3280 left it open.
        if extensions.policyConstraints != nil, !extensions.isCritical(ExtensionOID.policyConstraints) {
            omissions.append("its policy constraints are not critical")
        }
        // §4.2.1.6
        if extensions.isCritical(ExtensionOID.subjectAlternativeName), !subject.isEmpty {
            omissions.append("its subject alternative name is critical though it has a subject")
        }
        guard isAuthority else { return omissions }
        // §4.2.1.2
        if extensions.subjectKeyIdentifier == nil, isSelfIssued { omissions.append("it has no subject key identifier") }
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
        // §4.2.1.3
        if isCA, !mayCertify { faults.append("it is a CA but its key usage does not allow to sign certificates") }
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
