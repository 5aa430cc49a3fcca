import GIRConfigKit

/// Text of unknown origin on its way into a log line.
enum LogText {
    /// The value as it is, or in double quotes where it would be misread; cut at the limit.
    static func value(_ text: String, limit: Int) -> String {
        let cut = text.unicodeScalars.count > limit ? String(text.unicodeScalars.prefix(limit)) + "…" : text
        let isPlain = !cut.isEmpty && cut.unicodeScalars.allSatisfy { $0.value > 0x20 && !needsEscape($0) && $0 != "=" }
        return isPlain ? cut : "\"\(escaped(cut))\""
    }

    /// The text without what could end the line, close a quotation or steer a terminal.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsEscape) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where needsEscape(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "\\" || DisplayText.replacement(of: scalar) != nil
    }
}
