import GIRCommandLine
import GIRConfigKit

/// Names that are given as arguments and shown in lists and logs.
enum NameText {
    /// The text, which is short and has no control characters.
    static func checked(_ text: String, _ what: String, isEmptyAllowed: Bool = true) throws(CommandFailure) -> String {
        guard isEmptyAllowed || !text.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(
                .usage,
                "\(what) is \(text.isEmpty ? "empty" : "blank")",
                hint: "give one that can be seen, such as letters and digits"
            )
        }
        guard text.utf8.count <= 255 else {
            throw CommandFailure(
                .usage,
                "\(what) has \(text.utf8.count) bytes, expected at most 255",
                hint: "give a shorter one"
            )
        }
        guard !DisplayText.isMisleading(text) else {
            throw CommandFailure(
                .usage,
                "\(what) has control characters, or marks of writing direction",
                hint: "type it anew, without what was copied along with it"
            )
        }
        guard isEmptyAllowed || !DisplayText.hasBlankEdge(text) else {
            throw CommandFailure(
                .usage,
                "\(what) '\(text)' begins or ends with a blank, which nobody sees",
                hint: "give it without the blank"
            )
        }
        return text
    }

    /// The name of a login: no colon either, for HTTP's Basic scheme ends it there (RFC 7617 §2).
    static func login(_ text: String) throws(CommandFailure) -> String {
        guard !text.contains(":") else {
            throw CommandFailure(
                .usage,
                "the user name '\(text)' has a colon, at which a login would end it",
                hint: "take a name without one, such as an e-mail address"
            )
        }
        return try checked(text, "the user name", isEmptyAllowed: false)
    }

    /// The domain of a contact center, which has no period.
    static func domain(_ text: String) throws(CommandFailure) -> String {
        guard !text.contains(".") else {
            throw CommandFailure(
                .usage,
                "the name '\(text)' has a period, which names of contact centers must not have",
                hint: "take one without"
            )
        }
        return try checked(text, "the name of the contact center", isEmptyAllowed: false)
    }
}
