/// Text of unknown origin made fit for a terminal.
public enum DisplayText {
    /// The text with what a terminal would obey, and what would reorder it, replaced.
    public static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { replacement(of: $0) != nil }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(replacement(of: scalar) ?? scalar) }
        return String(result)
    }

    /// What is shown in place of a control character, a byte order mark or a mark of writing direction.
    public static func replacement(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09: " "
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: "\u{FFFD}"
        default: nil
        }
    }

    /// Whether a text has characters that are not seen and change what is.
    public static func isMisleading(_ text: String) -> Bool {
        text.unicodeScalars.contains { replacement(of: $0) != nil }
    }

    /// Whether a text begins or ends with a blank, so that another one looks the same.
    public static func hasBlankEdge(_ text: String) -> Bool {
        text.first?.isWhitespace == true || text.last?.isWhitespace == true
    }

    /// The number of columns that a terminal gives a character.
    static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20..<0x7F: return 1
        case 0x200B...0x200D, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return 1
        }
    }
}
