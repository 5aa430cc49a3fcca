import FoundationEssentials

/// Looks for a path from an end-entity certificate to a trust anchor that all policies accept: depth first, the most
/// promising issuer first, within the limits (RFC 4158).
struct PathSearch {
    private let anchors: CertificatePool
    private let intermediates: CertificatePool
    private let policy: TrustPolicy
    private let revocationLists: [RevocationList]
    private let time: Date
    private var budget: WorkBudget
    private var signatures: [SignatureQuestion: Signature] = [:]
    private var best: PathReview?
    private var deadEnd: DeadEnd?
    private var isTooDeep = false

    /// What the search came to.
    struct Outcome {
        var failures: [TrustFailure]
        var notes: [String]
        var path: [PathCertificate]
        var isComplete: Bool
    }

    private struct SignatureQuestion: Hashable {
        // Each pool holds a certificate once, so its object stands for it.
        let certificate: ObjectIdentifier
        let issuer: ObjectIdentifier
    }

    init(
        anchors: CertificatePool,
        intermediates: CertificatePool,
        policy: TrustPolicy,
        revocationLists: [RevocationList],
        time: Date
    ) {
        self.anchors = anchors
        self.intermediates = intermediates
        self.policy = policy
        self.revocationLists = revocationLists
        self.time = time
        budget = WorkBudget(policy.limits)
    }

    mutating func run(from endEntity: PathCertificate) -> Outcome {
        _ = (isAnchor(endEntity) && accepts([endEntity])) || extend([endEntity])
        if let best {
            return Outcome(failures: best.failures, notes: best.notes, path: best.path.certificates, isComplete: true)
        }
        let end = deadEnd ?? DeadEnd(path: [endEntity], rejected: [])
        return Outcome(
            failures: [
                (budget.isExceeded || isTooDeep) && !anchors.certificates.isEmpty ? tooComplex : end.failure(anchors)
            ],
            notes: [],
            path: end.path,
            isComplete: false
        )
    }

    // Java takes a certificate for an anchor too when the truststore has its name and key in another certificate.
    private func isAnchor(_ endEntity: PathCertificate) -> Bool {
        anchors.contains(endEntity.certificate)
            || !policy.checksAnchors
                && anchors.positions(of: endEntity.subject).contains {
                    anchors.certificates[$0].isSameEntity(as: endEntity)
                }
    }

    /// Continues a path by every possible issuer of its last certificate.
    ///
    /// - Returns: true as soon as a path is accepted, or when the budget is spent.
    private mutating func extend(_ path: [PathCertificate]) -> Bool {
        guard let last = path.last else { return false }
        guard path.count <= policy.limits.depth else {
            isTooDeep = true
            return false
        }
        var rejected: [RejectedIssuer] = []
        var hasIssuer = false
        for candidate in candidates(for: last, after: path) {
            guard budget.takeStep() else { return true }
            switch signature(on: last.certificate, by: candidate.certificate.certificate) {
            case .tooMany: return true
            case .right:
                hasIssuer = true
                let longer = path + [candidate.certificate]
                if candidate.isAnchor ? accepts(longer) : extend(longer) { return true }
            case .wrong: rejected.append(candidate)
            }
        }
        if !hasIssuer, deadEnd.map({ path.count > $0.path.count }) ?? true {
            deadEnd = DeadEnd(path: path, rejected: rejected)
        }
        return false
    }

    /// Asks all policies about a path that ends at an anchor, and keeps it if it is the best so far.
    private mutating func accepts(_ certificates: [PathCertificate]) -> Bool {
        var review = PathReview(
            CertificationPath(certificates: certificates),
            at: time,
            policy: policy,
            revocationLists: revocationLists,
            budget: budget
        )
        for check in TrustEvaluator.policies { check.check(review.path, in: &review) }
        budget = review.budget
        if best.map({ review.isBetter(than: $0) }) ?? true { best = review }
        return review.failures.isEmpty
    }

    /// The certificates that bear the name of the issuer: anchors first, then those whose key identifier is the one
    /// wanted, then those that are valid CAs.
    private func candidates(for certificate: PathCertificate, after path: [PathCertificate]) -> [RejectedIssuer] {
        let wanted = certificate.extensions.authorityKeyIdentifier?.keyIdentifier
        let fromStore = anchors.positions(of: certificate.issuer).map {
            RejectedIssuer(certificate: anchors.certificates[$0], isAnchor: true)
        }
        let fromChain = intermediates.positions(of: certificate.issuer).map {
            RejectedIssuer(certificate: intermediates.certificates[$0], isAnchor: false)
        }
        return (fromStore + fromChain.filter { !anchors.contains($0.certificate.certificate) })
            .filter { !$0.isRepeated(in: path) }
            .map { (candidate: $0, cost: $0.cost(wanted: wanted, time: time)) }
            .enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
            .map(\.element.candidate)
    }

    private enum Signature {
        case right, wrong, tooMany
    }

    private mutating func signature(on certificate: Certificate, by issuer: Certificate) -> Signature {
        let question = SignatureQuestion(
            certificate: ObjectIdentifier(certificate),
            issuer: ObjectIdentifier(issuer)
        )
        if let known = signatures[question] { return known }
        guard budget.takeSignatureCheck() else { return .tooMany }
        let isRight = (try? issuer.publicKey).map(certificate.isSigned) ?? false
        signatures[question] = isRight ? .right : .wrong
        return isRight ? .right : .wrong
    }

    private var tooComplex: TrustFailure {
        TrustFailure(
            .pathTooComplex,
            at: .wholeChain,
            "no path to a trust anchor was found within the limits of the search",
            facts: [
                "at most \(policy.limits.depth) CA certificates in a path, \(policy.limits.signatureChecks) signatures and "
                    + "\(policy.limits.steps) steps"
            ]
        )
    }
}

/// A certificate that bears the issuer's name; rejected once its key turns out not to have signed.
struct RejectedIssuer {
    let certificate: PathCertificate
    let isAnchor: Bool

    // RFC 4158 §2.4.2: a path that returns to a name with the same key goes in circles, unless it ends there.
    fileprivate func isRepeated(in path: [PathCertificate]) -> Bool {
        path.contains { isAnchor ? $0.certificate == certificate.certificate : $0.isSameEntity(as: certificate) }
    }

    /// Candidates that cost less are tried first.
    fileprivate func cost(wanted: [UInt8]?, time: Date) -> Int {
        let identifier = certificate.extensions.subjectKeyIdentifier
        let isOther = wanted != nil && identifier != nil && wanted != identifier
        return (isAnchor ? 0 : 8) + (isOther ? 4 : 0) + (certificate.isValid(at: time) ? 0 : 2)
            + (certificate.isCA ? 0 : 1)
    }
}

extension PathCertificate {
    fileprivate func isSameEntity(as other: PathCertificate) -> Bool {
        certificate == other.certificate || (defect == nil && subject == other.subject && keyInfo == other.keyInfo)
    }
}

extension PathReview {
    // The path with fewer failures is nearer to being trusted; then the one that fails in something more particular.
    fileprivate func isBetter(than other: PathReview) -> Bool {
        if failures.count != other.failures.count { return failures.count < other.failures.count }
        return failures.map(\.code.rank).min() ?? 0 > other.failures.map(\.code.rank).min() ?? 0
    }
}
