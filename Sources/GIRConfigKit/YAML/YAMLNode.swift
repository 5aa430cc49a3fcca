/// A value of a YAML document with the place it was written at.
///
/// It is a view of the values that were read: nothing of them is copied until it is asked for.
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

    let tree: YAMLTree
    private let index: Int32

    /// Its place among the values of the tree.
    var entry: Int { Int(index) }

    init(_ tree: YAMLTree, _ entry: Int) {
        self.tree = tree
        index = Int32(truncatingIfNeeded: entry)
    }

    /// What the value holds; an alias holds what its anchor stands for.
    public var content: Content {
        switch tree.kind(of: entry) {
        case .sequence: .sequence(items)
        case .mapping: .mapping(pairs)
        default: .scalar(YAMLScalar(text: tree.text(of: entry) ?? "", style: style))
        }
    }

    /// Where the value is written, without its tag and anchor; for an alias, where the alias is.
    ///
    /// Quotes, brackets and the `|` or `>` of a block scalar belong to it, the white space behind it does not.
    /// A value that is not written at all has an empty range behind its `:` or `-`.
    public var span: SourceSpan { tree.span(of: entry) }

    /// The explicit tag, such as `!!str`, when one is written; of an alias that of its anchor.
    public var tag: String? { tree.properties(of: tree.content(of: entry))?.tag }
    /// The anchor defined here, when there is one.
    public var anchor: String? { isAlias ? nil : tree.properties(of: entry)?.name }
    /// The name behind `*` when this value was written as an alias.
    public var alias: String? { isAlias ? tree.properties(of: entry)?.name : nil }
    /// Whether this is an alias inside the value that it names; its content is then an empty plain scalar.
    public var isRecursiveAlias: Bool { tree.kind(of: entry) == .alias }

    private var isAlias: Bool { tree.entries[entry].kind == .alias }

    private var style: YAMLScalar.Style {
        switch tree.kind(of: entry) {
        case .singleQuoted: .singleQuoted
        case .doubleQuoted: .doubleQuoted
        case .literal: .literal
        case .folded: .folded
        case .plain, .sequence, .mapping, .alias: .plain
        }
    }
}
