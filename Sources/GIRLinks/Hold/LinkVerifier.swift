public import FoundationEssentials
public import GIRPKI
import NIOCore
import NIOPosix
import NIOSSL

/// Decides about the certificate of a link's peer, with the evaluator that `girctl ca validate` asks.
public enum LinkVerifier: Sendable {
    /// The same with anchors that are not read yet.
    case later(LateTrust, nameRule: NameRule)
    /// Any certificate will do, as the configuration says.
    case nothing
    /// The chain has to lead to an anchor, and a name has to match by the rule.
    case trust(TrustEvaluator, nameRule: NameRule)

    /// Why the chain, in DER as it was sent, is not trusted; nil where it is.
    ///
    /// - Parameter host: what was called; nil where a client is the peer, whose names are not compared.
    public func objection(to chain: [[UInt8]], host: String?, at time: Date) -> LinkError? {
        let (evaluator, rule): (TrustEvaluator, NameRule)
        switch self {
        case .later(let trust, let nameRule): (evaluator, rule) = (trust.evaluator, nameRule)
        case .nothing: return nil
        case .trust(let read, let nameRule): (evaluator, rule) = (read, nameRule)
        }
        var certificates: [Certificate] = []
        for der in chain {
            guard let certificate = try? Certificate(der: der) else {
                return LinkError(
                    .notTrusted,
                    "malformed-certificate: a certificate of the peer cannot be read",
                    word: "malformed-certificate"
                )
            }
            certificates.append(certificate)
        }
        let result = evaluator.evaluate(chain: certificates, host: host, at: time, nameRule: rule)
        return result.reason.map {
            LinkError(.notTrusted, "\($0.code.rawValue): \($0.message)", word: $0.code.rawValue)
        }
    }
}
