import FoundationEssentials
import GIRCommandLine

/// What a command takes from its surroundings: the environment and the clock, read once.
struct Invocation {
    /// The environment variables.
    let environment: [String: String]
    /// The time that certificates and entries get: `SOURCE_DATE_EPOCH` where it is set, so that output is reproducible.
    let now: Date

    init() throws(CommandFailure) {
        environment = ProcessInfo.processInfo.environment
        guard let epoch = environment["SOURCE_DATE_EPOCH"] else {
            now = Date()
            return
        }
        guard let seconds = Int64(epoch), (0...253_402_300_799).contains(seconds) else {
            throw CommandFailure(
                .usage,
                "the environment variable 'SOURCE_DATE_EPOCH' is not a number of seconds since 1970",
                hint: "unset it, or set it as in SOURCE_DATE_EPOCH=1700000000"
            )
        }
        now = Date(timeIntervalSince1970: Double(seconds))
    }
}
