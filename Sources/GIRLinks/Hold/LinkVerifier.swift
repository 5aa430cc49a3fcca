public import FoundationEssentials
public import GIRPKI
import NIOCore
import NIOPosix
import NIOSSL

/// Decides about the certificate of a link's peer, with the evaluator that `girctl ca validate` asks.
public enum LinkVerifier: Sendable {
    /// Any certificate will do, as the configuration says.
    case nothing
    /// The chain has to lead to an anchor, and a name has to match by the rule.
    case trust(TrustEvaluator, nameRule: NameRule)

    /// Why the chain, in DER as it was sent, is not trusted; nil where it is.
    ///
    /// - Parameter host: what was called; nil where a client is the peer, whose names are not compared.
    public func objection(to chain: [[UInt8]], host: String?, at time: Date) -> LinkError? {
        guard case .trust(let evaluator, let rule) = self else { return nil }
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
