import Glibc

/// A program that is given its input, runs to its end and is asked for nothing but what it printed.
public enum ChildProcess {
    /// Why there is no result.
    public struct Failure: Error, Sendable {
        /// The reason, as it follows the program's name: `ended with status 1`.
        public let reason: String
    }

    /// The most bytes that are taken.
    public static let outputLimit = 64 << 20

    /// Runs the program; it reads the input to its end before it prints.
    ///
    /// - Parameters:
    ///   - environment: the names of the variables that it gets to see.
    ///   - signals: what is passed on to it; nil lets signals end this process alone.
    public static func run(
        _ path: String,
        _ arguments: [String],
        environment: [String],
        input: [UInt8],
        passing signals: PassedSignals? = nil
    ) throws(Failure) -> [UInt8] {
        let toChild = try Pipe()
        let fromChild = try Pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild.reading, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild.writing, STDOUT_FILENO)
        let variables = environment.compactMap { name in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var pid: pid_t = 0
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        signals?.prepare(&attributes)
        let code = posix_spawn(&pid, path, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw Failure(reason: "cannot be started: \(SystemError(code).reason)") }
        // Else the ends that the child has would keep the pipes open.
        toChild.closeReading()
        fromChild.closeWriting()
        toChild.write(input)
        toChild.closeWriting()
        signals?.wait(forOutput: fromChild.reading, of: pid)
        let output = try? InputFile.read(descriptor: fromChild.reading, named: path, limit: outputLimit)
        fromChild.closeReading()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(reason: ended(status)) }
        guard let output else { throw Failure(reason: "prints more than \(outputLimit) bytes") }
        return output
    }

    // WIFEXITED and its like are macros.
    private static func ended(_ status: Int32) -> String {
        status & 0x7f == 0 ? "ended with status \(status >> 8 & 0xff)" : "was ended by signal \(status & 0x7f)"
    }

    private final class Pipe {
        private(set) var reading: Int32 = -1
        private(set) var writing: Int32 = -1

        init() throws(Failure) {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw Failure(reason: "cannot be started: \(SystemError().reason)") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            reading = ends[0]
            writing = ends[1]
        }

        deinit {
            closeReading()
            closeWriting()
        }

        func closeReading() { Self.close(&reading) }
        func closeWriting() { Self.close(&writing) }

        /// Writes as much as the other side takes; a child that ends early shows in its status.
        func write(_ bytes: [UInt8]) {
            let before = signal(SIGPIPE, SIG_IGN)
            defer { signal(SIGPIPE, before) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(writing, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }

        private static func close(_ descriptor: inout Int32) {
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }
}
