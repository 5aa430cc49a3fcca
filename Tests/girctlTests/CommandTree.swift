import FoundationEssentials
import GIRTestSupport

/// The commands as girctl itself describes them (`--experimental-dump-help`).
struct CommandTree: Decodable {
    let command: Node

    struct Node: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let subcommands: [Node]?
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        let abstract: String?
        let valueName: String?
        let names: [Name]?
        let shouldDisplay: Bool
    }

    struct Name: Decodable {
        let name: String
    }

    /// A command with the words that call it, such as `girctl keystore list`.
    struct Command: Sendable, CustomStringConvertible {
        let words: [String]
        let abstract: String
        let discussion: String
        let isGroup: Bool
        let undescribed: [String]

        var description: String { words.joined(separator: " ") }

        /// The lines of the discussion that a person could type.
        var examples: [String] {
            discussion.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("$ ") }.map {
                String($0.dropFirst(2))
            }
        }
    }

    /// All commands, the root first.
    static func commands() async throws -> [Command] {
        let result = try await Girctl.run(["--experimental-dump-help"])
        let tree = try JSONDecoder().decode(CommandTree.self, from: Data(result.outputBytes))
        return flatten(tree.command, [])
    }

    private static func flatten(_ node: Node, _ words: [String]) -> [Command] {
        // The help command is ArgumentParser's own.
        let subcommands = (node.subcommands ?? []).filter { $0.commandName != "help" }
        let words = words + [node.commandName]
        let command = Command(
            words: words,
            abstract: node.abstract ?? "",
            discussion: node.discussion ?? "",
            isGroup: !subcommands.isEmpty,
            undescribed: (node.arguments ?? []).filter { $0.shouldDisplay && ($0.abstract ?? "").isEmpty }
                .map { $0.names?.first?.name ?? $0.valueName ?? "?" }
        )
        return [command] + subcommands.flatMap { flatten($0, words) }
    }
}
