import CProcess
import Glibc

/// Holds back the signals that ask a process to end, and passes them on to the child that does its work: that one tidies up,
/// and then the signal does its work here.
public final class PassedSignals {
    private let pending: Int32
    /// The signals that are blocked without it.
    private var before: sigset_t
    private var caught: Int32?

    /// Whether one came.
    public var hasCaught: Bool { caught != nil }

    // A terminal that has gone away is told nothing more.
    private static let held = [SIGINT, SIGTERM]

    /// Whether this process was started to ignore a signal.
    public static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Holds them back from now on, until it is released.
    public init() {
        var (signals, before) = (sigset_t(), sigset_t())
        sigemptyset(&signals)
        // What this process was started to ignore, as a shell has it for jobs in the background, stays ignored.
        for signal in Self.held where !Self.isIgnored(signal) { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        self.before = before
        pending = signalfd(-1, &signals, Int32(SFD_CLOEXEC))
    }

    deinit {
        if pending >= 0 { close(pending) }
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// What a child is started with, so that the signals reach it.
    func prepare(_ attributes: inout posix_spawnattr_t) {
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setsigmask(&attributes, &before)
    }

    /// Waits until a child has printed something or ended; it gets the signals that come meanwhile.
    func wait(forOutput output: Int32, of child: pid_t) {
        while true {
            var sources = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
            sources.append(pollfd(fd: pending, events: Int16(POLLIN), revents: 0))
            guard poll(&sources, 2, -1) >= 0 || errno == EINTR else { return }
            if sources[1].revents != 0 {
                var facts = signalfd_siginfo()
                let size = MemoryLayout<signalfd_siginfo>.size
                guard read(pending, &facts, size) == size else { return }
                caught = Int32(facts.ssi_signo)
                kill(child, Int32(facts.ssi_signo))
            }
            if sources[0].revents != 0 { return }
        }
    }

    /// Lets the signal that came, if any, do what it is for: it ends this process.
    public func release() {
        guard let caught else { return }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        raise(caught)
    }
}
