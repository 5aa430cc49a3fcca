import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// The words of a command in arguments that could not be parsed.
struct CommandWords {
    /// `girctl` and the words after it that name a command, such as `girctl keystore list`.
    private var words = ["girctl"]
    private var command: any ParsableCommand.Type = Girctl.self
    /// The argument after them.
    private let next: String?
    private let isGuides: Bool

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        while let word = rest.first, let found = Self.subcommand(word, of: command) {
            words.append(word)
            command = found
            rest = rest.dropFirst()
        }
        next = rest.first
        isGuides = rest.contains("--encrypt")
    }

    /// Where help is.
    var help: String {
        // The option by which the RWS guide calls its password tool; the password behind it is not repeated.
        if isGuides {
            return "the guide's password tool is here a command, which asks for the password: girctl encrypt"
        }
        return "see: \(text) --help"
    }

    /// The failure for a word where a command should stand, with the command that was probably meant.
    var unknownCommand: CommandFailure? {
        let commands = command.configuration.subcommands
        guard let next, !next.hasPrefix("-"), !commands.isEmpty else { return nil }
        var meant = Self.lines(to: next, from: Girctl.self, "girctl")
        if meant.isEmpty, let near = EditDistance.nearest(to: next, in: commands.map { $0._commandName }) {
            meant = ["\(text) \(near)"]
        }
        let hint = meant.isEmpty ? help : "did you mean '\(meant.joined(separator: "' or '"))'?"
        return CommandFailure(.usage, "there is no command '\(text) \(next)'", hint: hint)
    }

    private var text: String { words.joined(separator: " ") }

    /// All commands of the name, as they are typed.
    private static func lines(to name: String, from command: any ParsableCommand.Type, _ text: String) -> [String] {
        command.configuration.subcommands.flatMap { subcommand in
            let line = "\(text) \(subcommand._commandName)"
            return (subcommand._commandName == name ? [line] : []) + lines(to: name, from: subcommand, line)
        }
    }

    private static func subcommand(_ word: String, of command: any ParsableCommand.Type) -> (any ParsableCommand.Type)?
    {
        command.configuration.subcommands.first { $0._commandName == word }
    }
}
