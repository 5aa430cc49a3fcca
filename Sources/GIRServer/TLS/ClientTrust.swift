import FoundationEssentials
import GIRLinks
public import GIRPKI
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// How the certificates of clients are checked: with the evaluator that also decides about the server's own links.
public struct ClientTrust: Sendable {
    /// Whether a client without a certificate is turned away.
    public let isRequired: Bool
    /// The certificates that a client's has to lead to.
    public let anchors: [Certificate]
    private let verifier: LinkVerifier

    /// Takes the certificates of a truststore and the lists of what their authorities have revoked.
    public init(isRequired: Bool, anchors: [Certificate], revocationLists: [RevocationList] = []) {
        self.isRequired = isRequired
        self.anchors = anchors
        var policy = TrustPolicy.rws
        policy.purpose = .clientAuth
        let evaluator = TrustEvaluator(anchors: anchors, policy: policy, revocationLists: revocationLists)
        verifier = .trust(evaluator, nameRule: .rfc9525)
    }

    /// Lets the handshake ask for a certificate and name the authorities to choose one by.
    func apply(to configuration: inout TLSConfiguration) throws(ServerError) {
        configuration.certificateVerification = isRequired ? .noHostnameVerification : .optionalVerification
        configuration.verifySignatureAlgorithms = TLSProfile.signatureAlgorithms
        let names = anchors.compactMap { try? NIOSSLCertificate($0) }
        guard names.count == anchors.count else {
            throw ServerError(.data, "a certificate of the truststore for clients cannot be used for TLS")
        }
        configuration.trustRoots = .certificates(names)
        configuration.sendCANameList = true
    }

    /// Decides about the chain that a client sent, and says in the log why it is turned away.
    func verify(
        _ chain: [NIOSSLCertificate],
        _ decision: EventLoopPromise<NIOSSLVerificationResult>,
        client: String,
        environment: ServerEnvironment
    ) {
        let chain = chain.compactMap { try? $0.toDERBytes() }
        // Not on the event loop: a hostile chain may take a while, and other connections are on that loop.
        NIOThreadPool.singleton.submit { _ in
            let objection = verifier.objection(to: chain, host: nil, at: environment.now())
            if let objection { Self.refuse(objection.reason, client: client, environment) }
            decision.succeed(objection == nil ? .certificateVerified : .failed)
        }
    }

    /// Says in the logs why a client is turned away.
    static func refuse(_ reason: String, client: String, _ environment: ServerEnvironment) {
        environment.logger.warning(
            "client certificate refused",
            metadata: ["client": "\(client)", "reason": "\(reason)"]
        )
        environment.audit.record(AuditEvent(.loginFailed, detail: "client certificate"), client: client)
    }
}
