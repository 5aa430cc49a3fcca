/// A key of a source that the catalogue does not know at its place.
struct UnknownKey: Sendable {
    /// The key; a collection or nothing where someone forgot what a key is.
    let key: YAMLNode
    /// The value.
    let value: YAMLNode
    /// The path of the section that it is in; empty at the top.
    let sectionPath: String
    /// The catalogue's node of the section.
    let sectionNode: Int
    /// The key of the section; nil at the top.
    let section: SourceSpan?

    /// The text of the key.
    var name: String { key.scalarText ?? "" }
    /// The path that the key has where it stands.
    var path: String { OptionPath.appending(name, to: sectionPath) }
}
