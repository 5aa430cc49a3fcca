import Glibc

/// The built `girctl`, run as its users run it.
public enum Girctl {
    /// The program: `GIRCTL_BIN` where it is set, else the one beside the test program.
    public static let path: String = EnvironmentVariable.value("GIRCTL_BIN") ?? "\(buildFolder)/girctl"

    /// The folder that holds the built programs.
    public static let buildFolder: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()

    /// The command, to be changed further before it is run or started.
    public static func command(_ arguments: [String], in folder: TemporaryDirectory? = nil) -> Command {
        var command = Command(path, arguments)
        command.workingDirectory = folder?.path
        return command
    }

    /// Runs it to the end, in the test's folder; standard input is empty and no terminal.
    public static func run(
        _ arguments: [String],
        in folder: TemporaryDirectory? = nil,
        input: String = "",
        environment: [String: String?] = [:]
    ) async throws -> CommandResult {
        var command = command(arguments, in: folder)
        command.input = Array(input.utf8)
        command.environment = environment
        return try await CommandRunner.run(command)
    }
}
