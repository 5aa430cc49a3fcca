import Glibc

/// The processor time that a piece of work costs its thread: what is promised in seconds is measured in these, as
/// other tests have the clock's seconds as well.
public enum ProcessorTime {
    /// Runs the work and answers what it came to and what it took.
    ///
    /// The work stays on its thread: it does not wait.
    public static func of<Result>(_ work: () throws -> Result) rethrows -> (result: Result, time: Duration) {
        let start = now()
        let result = try work()
        return (result, now() - start)
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
