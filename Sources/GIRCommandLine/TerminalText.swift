import GIRConfigKit

/// Text from files and certificates on its way to a terminal.
public enum TerminalText {
    /// The text with what a terminal would obey, and what would reorder it, replaced: no file name and no certificate can
    /// move the cursor, recolour or add lines to what the program says.
    public static func safe(_ text: String) -> String { DisplayText.safe(text) }
}
