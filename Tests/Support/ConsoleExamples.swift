import FoundationEssentials

/// The examples of a Markdown page that are meant to be run: blocks fenced as `console`.
///
/// Each line that begins with `$ ` is a command for the shell. A block ends with status 0, or with the one that its
/// fence names, as in `console exit=1`; only its last command may.
public struct ConsoleExamples: Sendable {
    /// One command and the status that it must end with.
    public struct Command: Sendable, CustomStringConvertible {
        /// The line in the page, from 1.
        public let line: Int
        /// What stands behind the `$ `.
        public let text: String
        /// The exit status that is expected.
        public let status: Int32

        /// The line number and the command.
        public var description: String { "line \(line): \(text)" }
    }

    /// The commands in the order of the page.
    public let commands: [Command]

    /// Finds the commands in a page's text.
    public init(markdown: String) {
        var commands: [Command] = []
        var block: (fence: Substring, start: Int)?
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in zip(1..., lines) {
            if line.hasPrefix("```") {
                if let open = block, commands.count > open.start, let exit = open.fence.firstRange(of: "exit=") {
                    let last = commands.removeLast()
                    let status = Int32(open.fence[exit.upperBound...]) ?? 0
                    commands.append(Command(line: last.line, text: last.text, status: status))
                }
                block = block == nil ? (line.dropFirst(3), commands.count) : nil
            } else if let block, block.fence.hasPrefix("console"), line.hasPrefix("$ ") {
                commands.append(Command(line: number, text: String(line.dropFirst(2)), status: 0))
            }
        }
        self.commands = commands
    }

    /// Runs the commands one after the other in one folder, with `girctl` on the PATH, and answers those that ended
    /// otherwise than expected.
    public func run(in folder: TemporaryDirectory) async throws -> [(command: Command, result: CommandResult)] {
        var failures: [(Command, CommandResult)] = []
        let programs = Girctl.path.lastIndex(of: "/").map { String(Girctl.path[..<$0]) } ?? "."
        for command in commands {
            var shell = GIRTestSupport.Command("bash", ["-c", "umask 077; set -o pipefail; \(command.text)"])
            shell.workingDirectory = folder.path
            shell.environment["PATH"] = programs + ":" + (EnvironmentVariable.value("PATH") ?? "/usr/bin:/bin")
            let result = try await CommandRunner.run(shell)
            if result.status != command.status { failures.append((command, result)) }
        }
        return failures
    }
}
