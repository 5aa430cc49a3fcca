/// The names of every certificate lie where the name constraints of the CAs above it allow (RFC 5280 §4.2.1.10,
/// §6.1.3 (b) and (c)); the anchor's constraints count too (RFC 5937).
struct NameConstraintsPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        var constraints: [NameConstraints] = []
        for index in path.certificates.indices.reversed() {
            let certificate = path[index]
            // A CA that issues itself a new certificate keeps its own name; an end-entity never is exempt.
            if index == 0 || !certificate.isSelfIssued {
                let names = certificate.constrainedNames(
                    withCommonNames: index == 0 && review.policy.constrainsCommonNames
                )
                for constraint in constraints {
                    guard review.budget.takeNameComparisons(names.count * constraint.count) else {
                        review.fail(
                            .pathTooComplex,
                            at: index,
                            "\(path.title(index)) has too many names for the name constraints above it"
                        )
                        return
                    }
                    if let fault = constraint.fault(in: names) {
                        review.fail(.nameConstraint, at: index, "the \(fault) of \(path.title(index))")
                        break
                    }
                }
            }
            if let own = certificate.extensions.nameConstraints { constraints.append(own) }
        }
    }
}

extension PathCertificate {
    /// The names that constraints apply to.
    fileprivate func constrainedNames(withCommonNames: Bool) -> [NameForm] {
        var names = extensions.subjectAlternativeNames ?? []
        if !subject.isEmpty { names.append(.directory(subject)) }
        // RFC 5280 §4.2.1.10: an address in the subject counts where there is none in the extension.
        if !names.contains(where: { $0.kind == .email }) {
            names += subject.values(of: "1.2.840.113549.1.9.1").map(NameForm.email)
        }
        // A rule that takes the common name for a host lets it be constrained as one.
        if withCommonNames, !names.contains(where: { $0.kind == .dns }) {
            names += subject.values(of: DistinguishedName.commonName).filter {
                HostName($0) != nil && $0.contains(where: { ".:".contains($0) })
            }
            .map(NameForm.init(commonName:))
        }
        return names
    }
}

extension NameConstraints {
    fileprivate var count: Int { permitted.count + excluded.count }

    /// Which name is not allowed and why, or nil.
    fileprivate func fault(in names: [NameForm]) -> String? {
        for name in names {
            if excluded.contains(where: { $0.kind == name.kind && $0.covers(name, whenUnsure: true) }) {
                return "\(name.text) is excluded by the name constraints"
            }
            let bases = permitted.filter { $0.kind == name.kind }
            if !bases.isEmpty, !bases.contains(where: { $0.covers(name, whenUnsure: false) }) {
                return "\(name.text) is not permitted by the name constraints"
            }
        }
        return nil
    }
}

extension NameForm {
    /// The common name as the host it names.
    fileprivate init(commonName: String) {
        if case .address(let bytes) = HostName(commonName) { self = .ip(bytes) } else { self = .dns(commonName) }
    }
}
