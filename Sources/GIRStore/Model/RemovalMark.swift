/// What the removals of one recording are told apart by: each has a mark of its own.
public struct RemovalMark: Hashable, Sendable {
    /// A number unlike those that mean anything else where the mark is kept.
    public let number: Int64

    /// Makes a mark that no other removal has.
    public init() { number = .random(in: 1 << 32 ... .max) }

    /// The mark that was kept as a number.
    public init(number: Int64) { self.number = number }
}
