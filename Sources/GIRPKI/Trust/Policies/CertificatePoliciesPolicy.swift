/// Certificate policies: where a path has to have one, one is valid along all of it (RFC 5280 §6.1.2 to §6.1.5, with
/// any-policy as what the user accepts).
///
/// Of the tree in RFC 5280 only the newest level is kept: whether it is empty is all that decides, and its nodes are
/// merged by policy as RFC 9618 shows, so that the work does not grow with the depth.
struct CertificatePoliciesPolicy: PathPolicy {
    func check(_ path: CertificationPath, in review: inout PathReview) {
        var state = PolicyState(length: path.anchorIndex)
        // The anchor itself is no part of the path that policies are processed for.
        for index in path.certificates.indices.dropLast().reversed() {
            let certificate = path[index]
            state.process(certificate, isLast: index == 0)
            guard state.isSatisfied else {
                review.fail(
                    .certificatePolicy,
                    at: index,
                    "a CA of the path requires a certificate policy, and none is valid up to \(path.title(index))"
                )
                return
            }
            if index > 0, !state.prepareNext(after: certificate) {
                review.fail(.certificatePolicy, at: index, "\(path.title(index)) maps any-policy, which is not allowed")
                return
            }
        }
    }
}

private struct PolicyState {
    private static let any = "2.5.29.32.0"

    // The policies that are valid at this depth, and for each those that the next certificate may name for it;
    // nil once there are none.
    private var level: [String: Set<String>]? = [any: [any]]
    private var explicitPolicy: Int
    private var inhibitAnyPolicy: Int
    private var policyMapping: Int

    /// - Parameter length: the number of certificates without the anchor.
    init(length: Int) {
        explicitPolicy = length + 1
        inhibitAnyPolicy = length + 1
        policyMapping = length + 1
    }

    /// RFC 5280 §6.1.3 (f).
    var isSatisfied: Bool { explicitPolicy > 0 || level != nil }

    /// RFC 5280 §6.1.3 (d) and (e), and for the last certificate §6.1.5 (a) and (b).
    mutating func process(_ certificate: PathCertificate, isLast: Bool) {
        if let level, let policies = certificate.extensions.certificatePolicies {
            let allowsAny = inhibitAnyPolicy > 0 || (!isLast && certificate.isSelfIssued)
            let next = Self.next(level, policies: policies, allowsAny: allowsAny)
            self.level = next.isEmpty ? nil : next
        } else {
            level = nil
        }
        guard isLast else { return }
        explicitPolicy = max(explicitPolicy - 1, 0)
        if certificate.extensions.policyConstraints?.requireExplicitPolicy == 0 { explicitPolicy = 0 }
    }

    private static func next(
        _ level: [String: Set<String>],
        policies: [String],
        allowsAny: Bool
    ) -> [String: Set<String>] {
        var next: [String: Set<String>] = [:]
        let expected = level.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        for policy in policies where policy != any && (expected.contains(policy) || level[any] != nil) {
            next[policy] = [policy]
        }
        if policies.contains(any), allowsAny {
            for policy in expected where next[policy] == nil { next[policy] = [policy] }
        }
        return next
    }

    /// RFC 5280 §6.1.4 (a), (b), (h), (i) and (j).
    ///
    /// - Returns: false where any-policy is mapped.
    mutating func prepareNext(after certificate: PathCertificate) -> Bool {
        let extensions = certificate.extensions
        guard extensions.policyMappings.allSatisfy({ $0.issuer != Self.any && $0.subject != Self.any }) else {
            return false
        }
        map(extensions.policyMappings)
        if !certificate.isSelfIssued {
            explicitPolicy = max(explicitPolicy - 1, 0)
            policyMapping = max(policyMapping - 1, 0)
            inhibitAnyPolicy = max(inhibitAnyPolicy - 1, 0)
        }
        explicitPolicy = min(explicitPolicy, extensions.policyConstraints?.requireExplicitPolicy ?? .max)
        policyMapping = min(policyMapping, extensions.policyConstraints?.inhibitPolicyMapping ?? .max)
        inhibitAnyPolicy = min(inhibitAnyPolicy, extensions.inhibitAnyPolicy ?? .max)
        return true
    }

    private mutating func map(_ mappings: [(issuer: String, subject: String)]) {
        guard var level, !mappings.isEmpty else { return }
        for (issuer, subjects) in Dictionary(grouping: mappings, by: \.issuer) {
            guard policyMapping > 0 else {
                level[issuer] = nil
                continue
            }
            guard level[issuer] != nil || level[Self.any] != nil else { continue }
            level[issuer] = Set(subjects.map(\.subject))
        }
        self.level = level.isEmpty ? nil : level
    }
}
