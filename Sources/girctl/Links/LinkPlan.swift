import GIRCommandLine
import GIRConfigKit

/// What is to be said of some links: verdicts, and in the places of those that the peers decide, questions.
struct LinkPlan {
    /// One peer that is asked.
    struct Question {
        let target: LinkInquiry.Target
        let judge: PeerJudge
        let trust: Truststore?
        let remarks: [String]
        /// What is said where the peer answers without TLS, as it is asked then; nil where it is asked with TLS.
        var unencrypted: LinkVerdict?
    }

    private enum Step {
        case ask(Question)
        case said(LinkVerdict)
    }

    private var steps: [Step] = []

    /// The peers to ask, in order.
    var targets: [LinkInquiry.Target] {
        steps.compactMap { if case .ask(let question) = $0 { question.target } else { nil } }
    }

    mutating func add(_ verdict: LinkVerdict) { steps.append(.said(verdict)) }

    mutating func add(_ question: Question) { steps.append(.ask(question)) }

    /// The verdicts in the order of the links.
    ///
    /// - Parameter seen: what was seen of ``targets``, in their order.
    func verdicts(on seen: [LinkObservation]) -> [LinkVerdict] {
        var seen = seen[...]
        return steps.compactMap { step in
            switch step {
            case .said(let verdict): verdict
            case .ask(let question):
                seen.popFirst().map { observation in
                    if observation.outcome == .established, let said = question.unencrypted { return said }
                    return question.judge.verdict(on: observation, question.trust, remarks: question.remarks)
                }
            }
        }
    }
}
