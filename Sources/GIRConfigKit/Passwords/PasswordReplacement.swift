import GIRPKI

/// Values of a configuration replaced where they stand, with no other byte changed.
///
/// The result has been read again and compared: every other value, key and comment is the same.
public struct PasswordReplacement: Sendable {
    /// The new bytes.
    public let bytes: [UInt8]

    /// Writes new texts at options.
    ///
    /// - Parameter texts: what the values are to be, by the paths of their options.
    /// - Throws: a ``ConfigError`` with the code `syntax` for a source that is not YAML, `optionNotFound` for an option
    ///   that is not written in it, `notReplaceable` where more than those values would change.
    public init(of source: SourceText, texts: [String: String]) throws(ConfigError) {
        let stream = YAMLComposer.compose(source)
        if let failure = stream.failure { throw ConfigError(failure) }
        let scalars = OptionScalar.all(in: stream, of: source)
        var edits: [SourceEdit] = []
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let scalar = scalars.last(where: { $0.path == path }) else {
                throw ConfigError(
                    .optionNotFound,
                    "there is no '\(path)' with a single value in it",
                    hint: "add the option to the file first"
                )
            }
            edits.append(try ScalarWriter.edit(scalar.node, to: text, in: source, path: path))
        }
        bytes = try SourceEdit.apply(edits, to: source.bytes)
        let after = SourceText(path: source.path, bytes: bytes)
        let newStream = YAMLComposer.compose(after)
        let newScalars = OptionScalar.all(in: newStream, of: after)
        let starts = Set(edits.map(\.range.lowerBound))
        let isLike =
            newStream.failure == nil && newStream.comments.map(\.text) == stream.comments.map(\.text)
            && scalars.map(\.path) == newScalars.map(\.path)
            && zip(scalars, newScalars).allSatisfy { old, new in
                if let text = texts[old.path], starts.contains(old.start) { return new.scalar.text == text }
                return old.scalar.text == new.scalar.text && old.node.tag == new.node.tag
            }
        guard isLike else {
            throw ConfigError(
                .notReplaceable,
                "something else than the passwords would change; nothing was changed",
                hint: "write the value by hand"
            )
        }
    }
}
