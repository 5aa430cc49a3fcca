/// The text of a scalar and how it was written.
public struct YAMLScalar: Sendable, Hashable {
    /// The five ways to write a scalar (YAML 1.1 chapter 9).
    public enum Style: Sendable, Hashable, CaseIterable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    /// The text after quotes, escapes and folds are resolved.
    public let text: String
    /// How it was written.
    public let style: Style

    /// Makes a scalar as a parser would read it.
    public init(text: String, style: Style) {
        self.text = text
        self.style = style
    }
}
