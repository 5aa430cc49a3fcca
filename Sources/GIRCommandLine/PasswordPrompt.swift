public import GIRPKI
import Glibc

/// Asks for a password on the terminal without showing it.
public enum PasswordPrompt {
    /// The longest password that is taken, in bytes.
    public static let limit = 1024

    /// Asks once, or twice and compares when a password is being set.
    ///
    /// - Throws: status 64 when standard input is not a terminal or the two answers differ.
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
        guard try answer(to: "\(question), again: ") == first else {
            throw CommandFailure(.usage, "the two passwords differ", hint: "run the command again")
        }
        return first
    }

    private static func answer(to question: String) throws(CommandFailure) -> Secret {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { throw SystemError().readingFailure("standard input") }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        // An interrupt would otherwise leave the terminal without echo: keep the signal away until it is back.
        var interrupts = sigset_t()
        var before = sigset_t()
        sigemptyset(&interrupts)
        for signal in [SIGINT, SIGTERM, SIGTSTP, SIGQUIT] { sigaddset(&interrupts, signal) }
        sigprocmask(SIG_BLOCK, &interrupts, &before)
        defer {
            _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            sigprocmask(SIG_SETMASK, &before, nil)
            Terminal.say("")
        }
        Terminal.say(question, endingLine: false)
        return try PasswordSource.firstLine(of: STDIN_FILENO, named: "standard input")
    }
}
