public import GIRPKI
import Synchronization

/// Trust anchors that are read when the first peer is to be verified with them, and once.
///
/// The CAs that a platform ships take longer to read than all the rest of a start, and most servers never need them.
public final class LateTrust: Sendable {
    private let read: @Sendable () -> [Certificate]?
    private let made = Mutex<TrustEvaluator?>(nil)

    /// Says how they are read: nil where they are not found, and then nobody is trusted and the next peer asks again.
    public init(_ read: @escaping @Sendable () -> [Certificate]?) { self.read = read }

    /// Who decides with these anchors; takes as long as reading them does.
    var evaluator: TrustEvaluator {
        made.withLock { made in
            if let made { return made }
            made = read().map { TrustEvaluator(anchors: $0) }
            return made ?? TrustEvaluator(anchors: [])
        }
    }
}
