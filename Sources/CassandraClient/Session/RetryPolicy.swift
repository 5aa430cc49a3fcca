/// What is asked once more, and where; everything else is the caller's to decide.
struct RetryPolicy {
    enum Decision: Hashable {
        case giveUp
        case nextNode
        case sameNode
    }

    let isIdempotent: Bool
    private var hasRetriedSame = false
    private var hasRetriedUnavailable = false

    init(isIdempotent: Bool) { self.isIdempotent = isIdempotent }

    /// After a node has refused.
    mutating func decide(_ fault: ServerFault) -> Decision {
        switch fault.detail {
        // Enough replicas answered, the one with the data did not: it is known by now to be slow.
        case .readTimeout(_, let received, let required, let hasData) where received >= required && !hasData:
            return Self.once(&hasRetriedSame, .sameNode)
        // Only the batch's log was late, no replica has written yet.
        case .writeTimeout(_, _, _, let kind) where kind == "BATCH_LOG": return Self.once(&hasRetriedSame, .sameNode)
        // The node may see the others wrongly.
        case .unavailable: return Self.once(&hasRetriedUnavailable, .nextNode)
        default: break
        }
        switch fault.code {
        // It refused before it did anything.
        case ServerFault.Code.bootstrapping: return .nextNode
        case ServerFault.Code.overloaded, ServerFault.Code.server, ServerFault.Code.truncate:
            return isIdempotent ? .nextNode : .giveUp
        default: return .giveUp
        }
    }

    /// After the connection ended, or was too full.
    func decide(_ error: CassandraError, wasSent: Bool) -> Decision {
        switch error.code {
        case .connectionLost, .malformed, .overloaded: !wasSent || isIdempotent ? .nextNode : .giveUp
        default: .giveUp
        }
    }

    private static func once(_ flag: inout Bool, _ decision: Decision) -> Decision {
        defer { flag = true }
        return flag ? .giveUp : decision
    }
}
