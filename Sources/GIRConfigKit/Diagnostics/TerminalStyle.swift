/// The colours of a report, or none.
struct TerminalStyle {
    /// What a piece of text is, which decides its colour.
    enum Role {
        case error
        case frame
        case headline
        case note
        case warning
    }

    /// Whether escape sequences are written.
    let isColoured: Bool

    /// The text in its colour.
    func paint(_ text: String, _ role: Role) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(Self.code(of: role))m\(text)\u{1B}[0m" : text
    }

    private static func code(of role: Role) -> String {
        switch role {
        case .error: "1;31"
        case .frame: "34"
        case .headline: "1"
        case .note: "1;36"
        case .warning: "1;33"
        }
    }
}

extension Diagnostic.Severity {
    /// The colour of findings of the severity.
    var role: TerminalStyle.Role {
        switch self {
        case .error: .error
        case .note: .note
        case .warning: .warning
        }
    }
}
