/// What is left of ``KeyStoreLimits/iterations``: a file says itself how much work its password costs.
struct IterationBudget {
    private let limit: Int
    private var left: Int

    init(_ limit: Int = KeyStoreLimits.iterations) {
        self.limit = limit
        left = limit
    }

    /// Takes the rounds of one derivation off, before they are computed.
    mutating func spend(_ iterations: Int) throws(PKIError) {
        guard iterations > 0 else {
            throw PKIError(
                .malformed,
                "an iteration count of \(iterations) stands in the keystore, expected at least 1"
            )
        }
        guard iterations <= left else {
            throw PKIError(
                .limitExceeded,
                "the keystore asks for more than \(limit) rounds of key derivation"
            )
        }
        left -= iterations
    }
}
