public import FoundationEssentials
public import GIRPKI

/// Proves that members of a cluster can talk to each other: each chain is evaluated, then hands are shaken in memory.
public struct ClusterProof: Sendable {
    private let anchors: [Certificate]
    private let settings: ClusterSettings
    private let time: Date

    /// Takes the certificates of the truststore.
    public init(anchors: [Certificate], _ settings: ClusterSettings, at time: Date) {
        self.anchors = anchors
        self.settings = settings
        self.time = time
    }

    /// What is wrong with a member's certificates; nothing when all names of all uses are trusted.
    public func failures(of identity: ClusterIdentity) -> [String] {
        var policy = TrustPolicy.rws
        if settings.isWeak { policy.minimumRSABits = 1024 }
        let isNode = identity.member.role == .node
        var failures: [String] = []
        for purpose in isNode ? [ExtendedKeyUsage.serverAuth, .clientAuth] : [.clientAuth] {
            policy.purpose = purpose
            let evaluator = TrustEvaluator(anchors: anchors, policy: policy)
            let hosts = isNode && purpose == .serverAuth ? identity.member.addresses.compactMap(\.host) : []
            for host in hosts.isEmpty ? [nil] : hosts.map(Optional.some) {
                let result = evaluator.evaluate(chain: identity.chain, host: host, at: time, nameRule: .rfc9525)
                failures += result.failures.map(\.message)
            }
        }
        var seen: Set<String> = []
        return failures.filter { seen.insert($0).inserted }
    }

    /// Lets a client or node call a node, and a node be called back where the other is one too.
    ///
    /// Between nodes both show their certificates; a client does where the settings ask for it.
    ///
    /// - Parameter others: whom the node trusts, where that is not the same.
    public func shakeHands(
        _ caller: ClusterIdentity,
        _ node: ClusterIdentity,
        trustedBy others: [Certificate]? = nil
    ) throws(PKIError) {
        let isInternode = caller.member.role == .node
        let calling = TLSParty(key: caller.key, chain: caller.chain, anchors: anchors)
        let answering = TLSParty(key: node.key, chain: node.chain, anchors: others ?? anchors)
        let isMutual = isInternode || settings.requiresClientCertificates
        try shakeHands(calling, answering, host: node.member.host, isMutual: isMutual)
        if isInternode { try shakeHands(answering, calling, host: caller.member.host, isMutual: true) }
    }

    private func shakeHands(
        _ client: TLSParty,
        _ server: TLSParty,
        host: String,
        isMutual: Bool
    ) throws(PKIError) {
        try TLSRehearsal.shakeHands(client: client, server: server, host: host, isMutual: isMutual, at: time)
    }
}
