import CProcess
import Glibc

/// Settings that keep secrets inside the process.
public enum ProcessHardening {
    /// No core dumps, no tracing by other processes of the same user, and new files for the owner only.
    public static func apply() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = girctl_set_undumpable()
        umask(0o077)
    }
}
