/// One document of a YAML stream.
public struct YAMLDocument: Sendable {
    private let tree: YAMLTree
    private let document: YAMLTree.Document

    init(_ tree: YAMLTree, _ index: Int) {
        self.tree = tree
        document = tree.documents[index]
    }

    /// The value of the document; nil when there is nothing in it.
    public var root: YAMLNode? { document.root < 0 ? nil : YAMLNode(tree, Int(document.root)) }
    /// From the directives, the `---` or the first value to the last value or the `...`.
    public var span: SourceSpan { tree.source.span(Int(document.start)..<Int(document.end)) }
    /// Whether the end was reached; when not, the tree holds what was read before the failure.
    public var isComplete: Bool { document.isComplete }
}
