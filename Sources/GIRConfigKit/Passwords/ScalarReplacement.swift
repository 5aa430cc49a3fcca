/// An encrypted value that takes the place of another value, in its quotes.
struct ScalarReplacement {
    /// The bytes that change.
    let edit: SourceEdit
    /// Where the old value is written.
    let span: SourceSpan
    /// The path of the option.
    let path: String
    /// What a person is shown of the new value: the payload is another one each time.
    let shown: String

    init(_ target: OptionScalar, by value: CryptValue, in source: SourceText) {
        let quote =
            switch target.scalar.style {
            case .doubleQuoted: "\""
            case .singleQuoted: "'"
            // Some readers of YAML 1.1 take no `:` in a plain scalar inside of brackets.
            case .plain: target.isInFlow ? "\"" : ""
            case .folded, .literal: ""
            }
        span = target.node.span
        path = target.path
        shown = "\(quote)\(CryptValue.prefix)v1.\(value.keyID).…\(quote)"
        let replacement = source.encoding.encode(quote + value.text + quote)
        edit = SourceEdit(range: span.byteRange, replacement: replacement)
    }
}

extension OptionScalar {
    /// The option and the place, for reports.
    var value: EncryptedOption { EncryptedOption(path: path, span: node.span) }

    /// The offset at which the value is written: the same for all options that share it through an aliased mapping.
    var start: Int { node.span.start.offset }

    /// Whether the alias `other` names this value.
    func isNamed(by other: OptionScalar) -> Bool {
        guard let alias = other.node.alias else { return false }
        return node.anchor == alias && document == other.document
    }

    /// Whether a change of the value of `other` changes this one.
    func shares(_ other: OptionScalar) -> Bool { start == other.start || other.isNamed(by: self) }

    /// Why the bytes of the value cannot be replaced, in words.
    func obstacle(in source: SourceText) -> String? {
        if let alias = node.alias {
            return "it is the alias '*\(alias)': encrypt the option at which '&\(alias)' stands"
        }
        if let tag = node.tag, tag != "!", tag != "!!str" {
            return "it has the tag '\(tag)', which an encrypted value cannot have: take the tag away"
        }
        if !node.isText {
            return "YAML reads it as a number or truth value, not as these characters: put it in quotes"
        }
        let isBlock = scalar.style == .literal || scalar.style == .folded
        let header = source.text(in: node.span).prefix { !$0.isNewline }
        if isBlock, header.contains("#") {
            return "a comment stands behind the '\(header.prefix(1))' that it begins with: move the comment"
        }
        return nil
    }
}

extension YAMLNode {
    /// Whether nothing or a word for nothing is written.
    var isNull: Bool {
        if case .null = value { true } else { false }
    }

    /// Whether every reader takes the value for the characters that are written.
    fileprivate var isText: Bool {
        if case .string = value { return true }
        // A number in its plainest form is written back the same by whoever reads it as one.
        guard let text = scalarText, text.utf8.count <= 18, text.utf8.first != UInt8(ascii: "0") else { return false }
        return text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
