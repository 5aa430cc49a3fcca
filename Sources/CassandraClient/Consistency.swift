/// How many replicas have to take part in an operation.
public enum Consistency: UInt16, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Any node at all, even one that only keeps a hint; for writes.
    case any = 0
    /// One replica.
    case one = 1
    /// Two replicas.
    case two = 2
    /// Three replicas.
    case three = 3
    /// More than half of the replicas of all data centers together.
    case quorum = 4
    /// Every replica.
    case all = 5
    /// More than half of the replicas of the local data center.
    case localQuorum = 6
    /// More than half of the replicas of each data center.
    case eachQuorum = 7
    /// Paxos across all data centers.
    case serial = 8
    /// Paxos in the local data center.
    case localSerial = 9
    /// One replica of the local data center.
    case localOne = 10

    /// The level of a name as a configuration writes it: `CL_LOCAL_QUORUM`, `LOCAL_QUORUM`, in either case.
    public init?(name: String) {
        var name = name.uppercased()
        if name.hasPrefix("CL_") { name.removeFirst(3) }
        guard let level = Self.allCases.first(where: { $0.description == name }) else { return nil }
        self = level
    }

    /// Whether it is one of the two levels of Paxos.
    public var isSerial: Bool { self == .serial || self == .localSerial }

    /// The name as CQL writes it.
    public var description: String {
        switch self {
        case .any: "ANY"
        case .one: "ONE"
        case .two: "TWO"
        case .three: "THREE"
        case .quorum: "QUORUM"
        case .all: "ALL"
        case .localQuorum: "LOCAL_QUORUM"
        case .eachQuorum: "EACH_QUORUM"
        case .serial: "SERIAL"
        case .localSerial: "LOCAL_SERIAL"
        case .localOne: "LOCAL_ONE"
        }
    }
}
