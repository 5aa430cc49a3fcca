/// What a source holds: its documents, its comments, and why reading ended when it did not reach the end.
public struct YAMLStream: Sendable {
    /// The values of the source in source order; of a large one several trees, read at once.
    var trees: [YAMLTree] = []
    /// Why the source is not YAML beyond some point; nil when all of it was read.
    public internal(set) var failure: YAMLSyntaxError?

    /// The documents in source order; after a failure the last one may be incomplete.
    public var documents: YAMLParts<YAMLDocument> {
        YAMLParts(trees, count: \.documents.count, element: YAMLDocument.init)
    }

    /// The comments in source order, those inside of documents and those between them.
    public var comments: YAMLParts<YAMLComment> {
        YAMLParts(trees, count: \.comments.count, element: YAMLComment.init)
    }

    /// The comments that a look at their bytes picks; of the others nothing is made.
    @inline(__always)
    func comments(where isPicked: (CommentBytes) -> Bool) -> [YAMLComment] {
        trees.flatMap { tree in
            tree.comments(tree.comments.indices, where: isPicked).map { YAMLComment(tree, $0) }
        }
    }
}

/// The documents or comments of a source, each made when it is asked for.
public struct YAMLParts<Element: Sendable>: RandomAccessCollection, Sendable {
    private let trees: [YAMLTree]
    private let ends: [Int]
    private let element: @Sendable (YAMLTree, Int) -> Element

    init(_ trees: [YAMLTree], count: (YAMLTree) -> Int, element: @escaping @Sendable (YAMLTree, Int) -> Element) {
        self.trees = trees
        var end = 0
        ends = trees.map { tree in
            end += count(tree)
            return end
        }
        self.element = element
    }

    /// Zero.
    public var startIndex: Int { 0 }
    /// Their number.
    public var endIndex: Int { ends.last ?? 0 }

    /// One of them.
    public subscript(position: Int) -> Element {
        let tree = ends.firstIndex { position < $0 } ?? 0
        return element(trees[tree], position - (tree > 0 ? ends[tree - 1] : 0))
    }
}
