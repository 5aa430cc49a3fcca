import Glibc
public import Subprocess
import SystemPackage

/// Runs programs to their end, or for as long as a test needs them.
///
/// Each child leads a session of its own: it has no terminal, and what it started goes with it.
public enum CommandRunner {
    /// Runs to the end and takes both outputs; throws where the time or output limit is passed or nothing can be run.
    public static func run(_ command: Command) async throws -> CommandResult {
        let deadline = Deadline()
        let execution = try await Subprocess.run(
            configuration(command),
            input: .inputWriter,
            output: .bytes(limit: command.outputLimit),
            error: .bytes(limit: command.outputLimit)
        ) { execution in
            deadline.start(command.timeLimit) { try? execution.send(signal: .kill, toProcessGroup: true) }
            // A program may end without having read all of it: that is its right.
            _ = try? await execution.standardInputWriter.write(command.input)
        }
        let result = CommandResult(
            status: execution.terminationStatus.shellStatus,
            outputBytes: execution.standardOutput,
            errorBytes: execution.standardError
        )
        if deadline.stop() {
            throw CommandError(reason: "'\(command.line)' was killed after \(command.timeLimit)", result: result)
        }
        return result
    }

    /// Starts a program that goes on, waits for a line that says it is ready, runs the body, then ends it by a signal.
    ///
    /// Returns what the program printed and how it ended. Throws where it ends or its time passes before it is ready.
    ///
    /// - Parameters:
    ///   - isReady: Sees each line of either output.
    ///   - signal: Sent when the body is done, unless the program has ended by then.
    public static func start(
        _ command: Command,
        readyWhen isReady: @escaping @Sendable (String) -> Bool,
        endWith signal: Signal = .terminate,
        body: (RunningCommand) async throws -> Void
    ) async throws -> CommandResult {
        let deadline = Deadline()
        let transcript = Transcript(limit: command.outputLimit, isReady: isReady)
        let execution = try await Subprocess.run(
            configuration(command),
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let kill: @Sendable () -> Void = { try? execution.send(signal: .kill, toProcessGroup: true) }
            deadline.start(command.timeLimit, kill)
            let output = Task { await transcript.collect(execution.standardOutput, .output) }
            let errors = Task { await transcript.collect(execution.standardError, .error) }
            do {
                guard await transcript.untilReady() else {
                    throw CommandError(reason: "'\(command.line)' ended before it was ready", result: nil)
                }
                try await body(RunningCommand(pid: execution.processIdentifier.value, transcript: transcript))
            } catch {
                kill()
                _ = (await output.value, await errors.value)
                throw CommandError(reason: "\(error)", result: await transcript.result(status: -1))
            }
            try? execution.send(signal: signal)
            _ = (await output.value, await errors.value)
        }
        let result = await transcript.result(status: execution.terminationStatus.shellStatus)
        if deadline.stop() {
            throw CommandError(reason: "'\(command.line)' was killed after \(command.timeLimit)", result: result)
        }
        return result
    }

    // A child that does not read its input would end the test process by SIGPIPE; children get the default back.
    private static let brokenPipesAreErrors: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private static func configuration(_ command: Command) -> Configuration {
        brokenPipesAreErrors
        var options = PlatformOptions()
        options.createSession = true
        return Configuration(
            executable: command.executable.contains("/")
                ? .path(FilePath(command.executable)) : .name(command.executable),
            arguments: Arguments(command.arguments),
            environment: command.subprocessEnvironment,
            workingDirectory: command.workingDirectory.map { FilePath($0) },
            platformOptions: options
        )
    }
}

extension Command {
    var subprocessEnvironment: Environment {
        var values = Self.baseEnvironment
        for (name, value) in environment { values[name] = value }
        return .custom(
            Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        )
    }
}

extension TerminationStatus {
    /// The number a shell's `$?` would show.
    var shellStatus: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
