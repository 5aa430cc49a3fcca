import FoundationEssentials

/// One check of a certification path.
protocol PathPolicy: Sendable {
    /// Reports whatever in the path this policy does not accept.
    func check(_ path: CertificationPath, in review: inout PathReview)
}

/// The findings of all policies on one path.
struct PathReview {
    let path: CertificationPath
    let time: Date
    let policy: TrustPolicy
    let revocationLists: [RevocationList]
    var budget: WorkBudget
    private(set) var failures: [TrustFailure] = []
    private(set) var notes: [String] = []

    init(
        _ path: CertificationPath,
        at time: Date,
        policy: TrustPolicy,
        revocationLists: [RevocationList] = [],
        budget: WorkBudget
    ) {
        self.path = path
        self.time = time
        self.policy = policy
        self.revocationLists = revocationLists
        self.budget = budget
    }

    /// Reports a failure of the certificate at a position of the path.
    ///
    /// A trust anchor is trusted as it is, unless the policy checks anchors or the failure concerns what it signs:
    /// then the finding is a note.
    mutating func fail(_ code: TrustFailure.Code, at index: Int, _ message: String, facts: [String] = []) {
        let isAnchor = index == path.anchorIndex
        guard !isAnchor || policy.checksAnchors || (index > 0 && code.concernsWhatAnchorsSign) else {
            note("\(message); a certificate of the truststore is trusted all the same")
            return
        }
        failures.append(TrustFailure(code, at: path.place(index), of: path[index].certificate, message, facts: facts))
    }

    /// Reports something worth knowing that does not decide.
    mutating func note(_ text: String) { notes.append(text) }
}

extension TrustFailure.Code {
    // Java 8u261 and later too refuse an anchor that is no CA, and RFC 5937 applies an anchor's constraints.
    fileprivate var concernsWhatAnchorsSign: Bool {
        switch self {
        case .keyUsage, .malformedCertificate, .nameConstraint, .notACA, .pathLength, .pathTooComplex, .weakKey: true
        default: false
        }
    }
}
