/// How much a YAML source may ask for before reading it ends with an error.
public struct YAMLLimits: Sendable {
    /// The largest source in bytes.
    public var maximumBytes: Int
    /// The deepest nesting of collections, aliases followed.
    public var maximumDepth: Int
    /// The most values that may be written in a source, be it small.
    public var maximumNodes: Int
    /// The fewest bytes that each value of a larger source has on average: what a tree takes is a multiple of this.
    public var bytesPerNode: Int
    /// The most values that may be reached through aliases; a few lines can stand for billions of them.
    public var maximumAliasedNodes: Int

    /// What a configuration file never needs to exceed: 256 MB, 200 levels, 500,000 values or one in 14 bytes, 100,000 by
    /// aliases.
    ///
    /// Configurations have a value in 20 bytes.
    public static let standard = YAMLLimits()

    /// Makes limits that differ from the standard where a value is given.
    public init(
        maximumBytes: Int = 256 << 20,
        maximumDepth: Int = 200,
        maximumNodes: Int = 500_000,
        bytesPerNode: Int = 14,
        maximumAliasedNodes: Int = 100_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
        self.bytesPerNode = bytesPerNode
        self.maximumAliasedNodes = maximumAliasedNodes
    }

    /// The most values that a source of a length may have.
    func nodes(in bytes: Int) -> Int { max(maximumNodes, bytes / max(bytesPerNode, 1)) }
}
