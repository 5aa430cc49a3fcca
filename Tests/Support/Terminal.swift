import Glibc
import Subprocess
import SystemPackage

/// Runs a program on a pseudo-terminal and answers its prompts, as a person at a keyboard would.
public enum Terminal {
    /// What to type when the program's output, from the last answer on, ends in a text.
    public struct Answer: Sendable {
        let prompt: String
        let reply: String

        /// The reply is followed by the return key.
        public init(to prompt: String, _ reply: String) {
            self.prompt = prompt
            self.reply = reply
        }
    }

    /// Runs to the end; all output is in `outputBytes`, line ends as `\n`, echo included where the program left it on.
    ///
    /// Throws where the program asks for less than was prepared or the time limit passes.
    public static func run(_ command: Command, answers: [Answer]) async throws -> CommandResult {
        let (primary, secondary) = try open()
        defer { close(primary) }
        let screen = Task { try await type(answers, on: primary) }
        let deadline = Deadline()
        let execution: ExecutionResult<Void, FileDescriptorOutput, FileDescriptorOutput>
        do {
            defer { close(secondary) }
            // setsid makes standard input the controlling terminal, so that /dev/tty is this one too.
            let side = FileDescriptor(rawValue: secondary)
            execution = try await Subprocess.run(
                .name("setsid"),
                arguments: Arguments(["--ctty", "--wait", command.executable] + command.arguments),
                environment: command.subprocessEnvironment,
                workingDirectory: command.workingDirectory.map { FilePath($0) },
                input: .fileDescriptor(side, closeAfterSpawningProcess: false),
                output: .fileDescriptor(side, closeAfterSpawningProcess: false),
                error: .fileDescriptor(side, closeAfterSpawningProcess: false)
            ) { execution in
                deadline.start(command.timeLimit) { try? execution.send(signal: .kill) }
            }
        }
        let (output, unasked) = try await screen.value
        let result = CommandResult(
            status: execution.terminationStatus.shellStatus,
            outputBytes: output.filter { $0 != UInt8(ascii: "\r") },
            errorBytes: []
        )
        if deadline.stop() {
            throw CommandError(reason: "'\(command.line)' was killed after \(command.timeLimit)", result: result)
        }
        if let unasked {
            throw CommandError(reason: "'\(command.line)' never asked '\(unasked.prompt)'", result: result)
        }
        return result
    }

    private static func open() throws -> (primary: Int32, secondary: Int32) {
        // posix_openpt and its kin are hidden from Swift; the two requests below are what they ask of the kernel.
        let unlock: UInt = 0x4004_5431  // TIOCSPTLCK
        let openPeer: UInt = 0x5441  // TIOCGPTPEER
        var isLocked: CInt = 0
        let primary = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard primary >= 0, ioctl(primary, unlock, &isLocked) == 0 else {
            throw POSIXFailure("open a pseudo-terminal")
        }
        let secondary = ioctl(primary, openPeer, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard secondary >= 0 else { throw POSIXFailure("open the other side of a pseudo-terminal") }
        return (primary, secondary)
    }

    private static func type(
        _ answers: [Answer],
        on primary: Int32
    ) async throws -> (output: [UInt8], unasked: Answer?) {
        var answers = answers[...]
        var output: [UInt8] = []
        var seen = 0
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(primary, &buffer, buffer.count)
            if count > 0 {
                output += buffer[..<count]
                let text = String(decoding: output[seen...], as: UTF8.self)
                if let next = answers.first, text.hasSuffix(next.prompt) {
                    answers.removeFirst()
                    seen = output.count
                    let keys = Array("\(next.reply)\r".utf8)
                    guard write(primary, keys, keys.count) == keys.count else { throw POSIXFailure("type the answer") }
                }
            } else if count == 0 || errno == EIO {
                // EIO: nobody has the other side open any more.
                return (output, answers.first)
            } else {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}
