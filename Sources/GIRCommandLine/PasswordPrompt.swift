import CProcess
public import GIRPKI
import Glibc

/// Asks for a password on the terminal without showing it.
public enum PasswordPrompt {
    /// The longest password that is taken, in bytes.
    public static let limit = 1024

    /// Asks once, or twice and compares when a password is being set.
    ///
    /// An interrupt ends the process as it would anywhere else, with the terminal as it was before.
    ///
    /// - Throws: status 64 when standard input is not a terminal or ends, the two answers differ, or a password that is
    ///   being set is empty.
    public static func ask(_ question: String, confirming: Bool, option: String) throws(CommandFailure) -> Secret {
        guard Terminal.isInteractive else {
            throw CommandFailure(
                .usage,
                "a password is needed and standard input is not a terminal",
                hint: "use \(option)-file FILE, \(option)-fd N or \(option)-env VARIABLE"
            )
        }
        let first = try answer(to: "\(question): ")
        guard confirming else { return first }
        guard !first.isEmpty else {
            throw CommandFailure(.usage, "the new password is empty", hint: "an empty password protects nothing")
        }
        guard try answer(to: "\(question), again: ") == first else {
            throw CommandFailure(.usage, "the two passwords differ", hint: "run the command again")
        }
        return first
    }

    private static func answer(to question: String) throws(CommandFailure) -> Secret {
        while true {
            // nil: a signal came that was ignored, or stopped the process until now.
            if let line = try hiddenLine(question) {
                guard !line.isAtEnd || !line.isEmpty else {
                    throw CommandFailure(.usage, "no password was given", hint: "type it and press Enter")
                }
                return line.takeSecret()
            }
        }
    }

    private static func hiddenLine(_ question: String) throws(CommandFailure) -> PasswordLine? {
        var shown = termios()
        // Set as it is: a process in the background stops here, while all signals still reach it.
        guard tcgetattr(STDIN_FILENO, &shown) == 0, tcsetattr(STDIN_FILENO, TCSADRAIN, &shown) == 0 else {
            throw SystemError().readingFailure("standard input")
        }
        var signals = sigset_t()
        var before = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP] { sigaddset(&signals, signal) }
        // Blocked as long as there is no echo; what arrives shows in the descriptor and does its work at the end, when
        // the terminal is as it was.
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let pending = signalfd(-1, &signals, Int32(SFD_CLOEXEC))
        guard pending >= 0 else { throw SystemError().readingFailure("standard input") }
        defer { close(pending) }

        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
            throw SystemError().readingFailure("standard input")
        }
        defer {
            _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            Terminal.say("")
        }
        Terminal.say(question, endingLine: false)
        let line = PasswordLine()
        repeat {
            var sources = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
            sources.append(pollfd(fd: pending, events: Int16(POLLIN), revents: 0))
            guard poll(&sources, 2, -1) >= 0 || errno == EINTR else {
                throw SystemError().readingFailure("standard input")
            }
            if sources[1].revents != 0 { return nil }
        } while try line.readByte(of: STDIN_FILENO, named: "standard input")
        return line
    }
}
