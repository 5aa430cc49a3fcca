/// A change of a source that mends a finding.
public struct Fix: Sendable, Hashable {
    /// Whether the change may be made unseen.
    public enum Applicability: String, Sendable, Hashable {
        /// The program reads the same values from the changed file.
        case safe
        /// The program reads other values from the changed file: someone must agree.
        case unsafe
    }

    /// A replacement of some bytes.
    public struct Edit: Sendable, Hashable {
        /// What is replaced; empty where something is put in.
        public let span: SourceSpan
        /// What takes its place; never part of a secret.
        public let replacement: String

        /// Makes an edit.
        public init(_ span: SourceSpan, _ replacement: String) {
            self.span = span
            self.replacement = replacement
        }
    }

    /// What the change does, in the imperative.
    public let description: String
    /// Whether it may be made unseen.
    public let applicability: Applicability
    /// The replacements, none overlapping another.
    public let edits: [Edit]

    /// Makes a fix.
    public init(_ description: String, _ applicability: Applicability, _ edits: [Edit]) {
        self.description = description
        self.applicability = applicability
        self.edits = edits
    }

    /// A fix that replaces one range.
    static func replacing(_ span: SourceSpan, with text: String, _ applicability: Applicability, _ words: String) -> Fix
    {
        Fix(words, applicability, [Edit(span, text)])
    }

    /// A fix that puts quotes around a value; the value itself is not repeated, as it may be a secret.
    static func quoting(_ span: SourceSpan) -> Fix {
        let (start, end) = (SourceSpan(start: span.start, end: span.start), SourceSpan(start: span.end, end: span.end))
        return Fix("put the value in quotes", .unsafe, [Edit(start, "'"), Edit(end, "'")])
    }
}
