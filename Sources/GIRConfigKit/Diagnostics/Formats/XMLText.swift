/// Text inside of XML 1.0.
enum XMLText {
    /// The text with what has a meaning in XML escaped, and what XML cannot hold replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(DisplayText.replacement(of: scalar) ?? scalar)
            }
        }
        return result
    }

    /// Attributes in the order given, each with a blank before it.
    static func attributes(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0)=\"\(escaped($1))\"" }.joined()
    }
}
