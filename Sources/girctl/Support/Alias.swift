import GIRCommandLine

/// The name of a keystore entry on the command line.
enum Alias {
    /// Refuses a name that no entry can have.
    ///
    /// - Throws: status 64 for an empty name and for control characters, which would show as something else in a list.
    static func check(_ alias: String) throws(CommandFailure) {
        guard !alias.isEmpty, TerminalText.safe(alias) == alias else {
            throw CommandFailure(
                .usage,
                "'\(alias)' cannot be the alias of an entry",
                hint: "choose a name of visible characters, such as jetty"
            )
        }
    }
}
