/// What a source holds: its documents, its comments, and why reading ended when it did not reach the end.
public struct YAMLStream: Sendable {
    /// The documents in source order; after a failure the last one may be incomplete.
    public internal(set) var documents: [YAMLDocument] = []
    /// Why the source is not YAML beyond some point; nil when all of it was read.
    public internal(set) var failure: YAMLSyntaxError?
    /// The comments in source order, those inside of documents and those between them.
    public internal(set) var comments: [YAMLComment] = []
}
