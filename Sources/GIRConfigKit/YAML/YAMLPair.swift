/// A key and its value in a mapping.
public struct YAMLPair: Sendable {
    /// The key; a scalar in every file that makes sense.
    public let key: YAMLNode
    /// The value; an empty plain scalar when nothing is written.
    public let value: YAMLNode
}
