/// A source with the places in it that are not to be shown.
public struct LintedSource: Sendable {
    /// The source.
    public let text: SourceText
    /// Where secrets are written.
    let secrets: SecretMask
}
