public import FoundationEssentials

/// Decides whether a certificate chain is trusted: builds the candidate paths to the trust anchors (RFC 5280 §6,
/// RFC 4158) and asks every policy about them.
///
/// The decision is the same for the command line, the linter and the links of the server, and depends on nothing but
/// the arguments.
public struct TrustEvaluator: Sendable {
    /// All checks of a path.
    ///
    /// Adding one is a file and a line here.
    static let policies: [any PathPolicy] = [
        EncodingPolicy(),
        VersionPolicy(),
        ValidityPolicy(),
        BasicConstraintsPolicy(),
        KeyUsagePolicy(),
        PathLengthPolicy(),
        ExtendedKeyUsagePolicy(),
        NameConstraintsPolicy(),
        CertificatePoliciesPolicy(),
        CriticalExtensionsPolicy(),
        SignatureStrengthPolicy(),
        KeyStrengthPolicy(),
        ConformancePolicy(),
        RevocationPolicy(),
    ]

    private let anchors: CertificatePool
    private let policy: TrustPolicy
    private let revocationLists: [RevocationList]

    /// Takes the certificates of a truststore, every one of them a trust anchor, and says how strict to be.
    ///
    /// - Parameter revocationLists: the lists that have to say of every certificate below the anchor that it is not
    ///   revoked; where there are none, revocation is not checked.
    public init(anchors: [Certificate], policy: TrustPolicy = .rws, revocationLists: [RevocationList] = []) {
        self.anchors = CertificatePool(anchors)
        self.policy = policy
        self.revocationLists = revocationLists
    }

    /// Decides about a chain as a server sends it: the end-entity certificate first, the others in any order.
    ///
    /// - Parameters:
    ///   - host: the name or address that was called; without one no names are compared.
    ///   - time: the moment at which the certificates have to be valid; fractions of a second do not count.
    ///   - nameRule: the rule that decides; the report always has both.
    public func evaluate(chain: [Certificate], host: String?, at time: Date, nameRule: NameRule) -> TrustResult {
        guard let first = chain.first.map(PathCertificate.init) else {
            let failure = TrustFailure(.emptyChain, at: .wholeChain, "there is no certificate in the chain")
            return TrustResult(failures: [failure], notes: [], path: [], isComplete: false, expires: nil, names: nil)
        }
        let moment = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
        let sent = CertificatePool(chain.dropFirst())
        var search = PathSearch(
            anchors: anchors,
            intermediates: sent,
            policy: policy,
            revocationLists: revocationLists,
            time: moment
        )
        let outcome = search.run(from: first)
        let names = host.map { NameReport(of: first, host: $0) }
        let others = [
            ChainNotes.wrongOrder(of: chain), names.flatMap { TrustFailure(mismatch: $0, by: nameRule, of: first) },
        ]
        let notes = outcome.notes + ChainNotes.notes(on: chain, path: outcome.path, isComplete: outcome.isComplete)
        let judged =
            outcome.isComplete && !policy.checksAnchors && outcome.path.count > 1
            ? outcome.path.dropLast() : outcome.path[...]
        return TrustResult(
            failures: (outcome.failures + others.compactMap(\.self)).sorted { $0.code.rank < $1.code.rank },
            notes: notes + (names.map { ChainNotes.notes(on: $0, rule: nameRule) } ?? []),
            path: outcome.path.map(\.certificate),
            isComplete: outcome.isComplete,
            expires: judged.map(\.certificate.notAfter).min(),
            names: names
        )
    }
}

extension TrustFailure {
    /// The failure of a name rule, or nil when it matches.
    fileprivate init?(mismatch names: NameReport, by rule: NameRule, of certificate: PathCertificate) {
        guard !names.match(by: rule).isMatch else { return nil }
        self.init(
            .nameMismatch,
            at: .endEntity,
            of: certificate.certificate,
            "no name of the certificate matches '\(names.host)'",
            facts: names.presented.isEmpty
                ? ["the certificate has no name at all"]
                : ["the names there are: \(names.presented.listed(atMost: 20))"]
        )
    }
}
