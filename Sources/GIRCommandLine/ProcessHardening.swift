import CProcess
import Glibc

/// Settings that keep secrets inside the process.
public enum ProcessHardening {
    /// No core dumps, no tracing by other processes of the same user, new files for the owner only, and an end without
    /// a backtrace where the user quits.
    public static func apply() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = girctl_set_undumpable()
        girctl_quit_quietly()
        umask(0o077)
        // Swift's own handlers print registers and the memory they point to.
        for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
        // A file that grows beyond its limit is an error to report, with the old file as it was.
        signal(SIGXFSZ, SIG_IGN)
        // A descriptor that is closed would be given to the next file, and what is meant for people written into it.
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
        }
    }

    /// Works with secrets, then overwrites what that has left on the stack and in registers.
    ///
    /// What is called afterwards, to print a result or to wait for long, finds no traces below it.
    @inline(never)
    public static func withoutTraces<Result, Failure: Error>(
        _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { girctl_erase_stack() }
        return try work()
    }
}
