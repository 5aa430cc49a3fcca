/// Text from files and certificates on its way to a terminal.
public enum TerminalText {
    /// The text with control characters replaced by `?`, so that no file name and no certificate can move the cursor,
    /// recolour or add lines to what the program says.
    public static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "?" : scalar) }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        // C0, DEL, C1, and the marks that change the direction of text (Unicode TR 36 §2.3).
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || (0x202a...0x202e).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}
