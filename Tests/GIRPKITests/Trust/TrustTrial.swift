import FoundationEssentials
import GIRTestSupport

@testable import GIRPKI

/// A path to be judged: root, intermediates and server, each made by its recipe and signed by the one before.
struct TrustTrial {
    var root = CertificateRecipe.authority("CN=Root")
    var intermediates = [CertificateRecipe.authority("CN=Issuer")]
    var server: CertificateRecipe
    var policy = TrustPolicy.rws
    var host: String?
    var nameRule = NameRule.rfc9525
    var time = TestPKI.now

    /// A path that is trusted as it is, to be spoilt.
    init(_ change: (inout TrustTrial) throws -> Void = { _ in }) throws {
        server = try .server()
        try change(&self)
    }

    /// The certificates from the server's up to the root.
    func certificates() throws -> [Certificate] {
        var issuer = try root.selfSigned()
        var chain = issuer.chain
        for recipe in intermediates + [server] {
            issuer = try recipe.issued(by: issuer)
            chain.insert(issuer.certificate, at: 0)
        }
        return chain
    }

    /// The verdict of the whole evaluator, which is given the root as the only anchor.
    func result() throws -> TrustResult {
        let chain = try certificates()
        return TrustEvaluator(anchors: chain.suffix(1), policy: policy)
            .evaluate(chain: chain.dropLast(), host: host, at: time, nameRule: nameRule)
    }

    /// The reasons of the whole evaluator, the most particular first.
    func codes() throws -> [TrustFailure.Code] { try result().failures.map(\.code) }

    /// The reasons of one policy alone.
    func codes(_ check: any PathPolicy) throws -> [TrustFailure.Code] { try review(check).failures.map(\.code) }

    /// The findings of one policy alone.
    func review(_ check: any PathPolicy) throws -> PathReview {
        let path = CertificationPath(certificates: try certificates().map(PathCertificate.init))
        var review = PathReview(path, at: time, policy: policy, budget: WorkBudget(policy.limits))
        check.check(path, in: &review)
        return review
    }
}

extension TrustEvaluator {
    /// The reasons against a chain at the tests' moment.
    func codes(_ chain: [Certificate], host: String? = nil) -> [TrustFailure.Code] {
        evaluate(chain: chain, host: host, at: TestPKI.now, nameRule: .rfc9525).failures.map(\.code)
    }
}
