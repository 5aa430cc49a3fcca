extension Diagnostic {
    /// The headline with the facts and the remedy below it, for forms that have one text for all.
    var wholeText: String {
        let lines = [message] + notes.map { "note: \($0)" } + help.map { "help: \($0)" }
        return lines.joined(separator: "\n")
    }
}
