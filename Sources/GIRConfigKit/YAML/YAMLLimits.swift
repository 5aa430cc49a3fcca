/// How much a YAML source may ask for before reading it ends with an error.
public struct YAMLLimits: Sendable {
    /// The largest source in bytes.
    public var maximumBytes: Int
    /// The deepest nesting of collections, aliases followed.
    public var maximumDepth: Int
    /// The most values that may be written in a source.
    public var maximumNodes: Int
    /// The most values that may be reached through aliases; a few lines can stand for billions of them.
    public var maximumAliasedNodes: Int

    /// What a configuration file never needs to exceed: 256 MB, 200 levels, 50 million values, 100,000 by aliases.
    public static let standard = YAMLLimits()

    /// Makes limits that differ from the standard where a value is given.
    public init(
        maximumBytes: Int = 256 << 20,
        maximumDepth: Int = 200,
        maximumNodes: Int = 50_000_000,
        maximumAliasedNodes: Int = 100_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
        self.maximumAliasedNodes = maximumAliasedNodes
    }
}
