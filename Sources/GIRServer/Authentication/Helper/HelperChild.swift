import CProcess
import Glibc

/// A helper as the system knows it: a process in a group of its own, and this side's ends of its three pipes.
struct HelperChild: Sendable {
    let id: pid_t
    /// The end that writes to its standard input.
    let input: CInt
    /// The end that reads its standard output.
    let output: CInt
    /// The end that reads its standard error.
    let errors: CInt

    /// Starts the program with nothing of this process but three pipes and a few variables: no descriptor, no ignored
    /// signal, no working folder.
    static func spawn(_ command: HelperCommand) throws(HelperFailure) -> HelperChild {
        guard let program = command.words.first else { throw HelperFailure(description: "there is no program") }
        var ends: [CInt] = []
        for _ in 0..<3 {
            var pair: [CInt] = [-1, -1]
            guard pipe(&pair) == 0 else {
                ends.forEach(close)
                throw HelperFailure(description: String(cString: strerror(errno)))
            }
            for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            ends += pair
        }
        // Pairs of reading and writing end: input, output, errors.
        let child = [ends[0], ends[3], ends[5]]
        let own = [ends[1], ends[2], ends[4]]
        var id: pid_t = 0
        let code = run(program, command, child, &id)
        child.forEach(close)
        guard code == 0 else {
            own.forEach(close)
            throw HelperFailure(description: "cannot be started: \(String(cString: strerror(code)))")
        }
        return HelperChild(id: id, input: own[0], output: own[1], errors: own[2])
    }

    private static func run(
        _ program: String,
        _ command: HelperCommand,
        _ descriptors: [CInt],
        _ id: inout pid_t
    ) -> CInt {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, CInt(target))
        }
        let code = girctl_leave_nothing(&actions)
        guard code == 0 else { return code }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words: [UnsafeMutablePointer<CChar>?] = command.words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = command.environment.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        return posix_spawn(&id, program, &actions, &attributes, &words, &variables)
    }

    /// Closes this side's ends.
    func closeAll() { [input, output, errors].forEach(Self.close) }

    /// Waits until the process has ended, which it does when its input ends; one that does not is killed, with what it
    /// has started.
    ///
    /// Is to be called once.
    func reap() async {
        for _ in 0..<200 {
            if waitpid(id, nil, WNOHANG) != 0 { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
        kill(-id, SIGKILL)
        while waitpid(id, nil, WNOHANG) == 0 { try? await Task.sleep(for: .milliseconds(10)) }
    }

    /// Closes a descriptor.
    static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }
}
