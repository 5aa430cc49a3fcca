/// What a keystore may claim before it is refused; real ones stay far below.
enum KeyStoreLimits {
    /// Entries or bags in one store; the largest public truststores have a few hundred.
    static let entries = 100_000
    /// Certificates in one chain.
    static let chain = 1_000
    /// Certificates in all chains together.
    static let certificates = 100_000
    /// Values inside values, bags inside bags.
    static let nesting = 32
    /// Pieces of strings in pieces; deep ones cost next to nothing.
    static let stringNesting = 256
    /// Rounds of a digest that one operation may be made to compute, about one second of work.
    static let iterations = 2_500_000
}
