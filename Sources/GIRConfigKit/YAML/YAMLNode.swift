/// A value of a YAML document with the place it was written at.
public struct YAMLNode: Sendable {
    /// What kind of value it is, and what it holds.
    public enum Content: Sendable {
        /// A scalar with its text after quotes, escapes and folds are resolved.
        case scalar(YAMLScalar)
        /// A sequence of values in source order.
        case sequence([YAMLNode])
        /// A mapping in source order; duplicate keys are all there.
        case mapping([YAMLPair])
    }

    /// What the value holds; an alias holds what its anchor stands for.
    public let content: Content
    /// Where the value is written, without its tag and anchor; for an alias, where the alias is.
    ///
    /// Quotes, brackets and the `|` or `>` of a block scalar belong to it, the white space behind it does not.
    /// A value that is not written at all has an empty range behind its `:` or `-`.
    public let span: SourceSpan
    // Few values have one, so that one word in each node is all it costs.
    private let properties: Properties?

    /// The explicit tag, such as `!!str`, when one is written.
    public var tag: String? { properties?.tag }
    /// The anchor defined here, when there is one.
    public var anchor: String? { properties?.anchor }
    /// The name behind `*` when this value was written as an alias.
    public var alias: String? { properties?.alias }
    /// Whether this is an alias inside the value that it names; its content is then an empty plain scalar.
    public var isRecursiveAlias: Bool { properties?.isRecursive ?? false }

    init(
        _ content: Content,
        _ span: SourceSpan,
        tag: String? = nil,
        anchor: String? = nil,
        alias: String? = nil,
        isRecursive: Bool = false
    ) {
        self.content = content
        self.span = span
        let isBare = tag == nil && anchor == nil && alias == nil
        properties = isBare ? nil : Properties(tag, anchor, alias, isRecursive)
    }

    private final class Properties: Sendable {
        let tag: String?
        let anchor: String?
        let alias: String?
        let isRecursive: Bool

        init(_ tag: String?, _ anchor: String?, _ alias: String?, _ isRecursive: Bool) {
            self.tag = tag
            self.anchor = anchor
            self.alias = alias
            self.isRecursive = isRecursive
        }
    }
}
