/// An alias in the form in which Java compares them: lower case, scalar by scalar.
///
/// Not a `String`, which holds a letter with a combining accent and the accented letter to be equal.
struct FoldedAlias: Hashable {
    private let scalars: [UInt8]

    init(_ alias: String) { scalars = Array(alias.lowercased().utf8) }
}
