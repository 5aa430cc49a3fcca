import ArgumentParser

/// The options of commands that watch how long certificates are still valid.
struct ExpiryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Warn when fewer days are left; 30 with --nagios.", valueName: "days"))
    var warn: DayCount?

    @Option(help: ArgumentHelp("Fail when fewer days are left; 7 with --nagios.", valueName: "days"))
    var crit: DayCount?

    @Flag(help: "Print one line with performance data and exit as plugins of Nagios and Icinga do.")
    var nagios = false

    func validate() throws {
        guard let warn = warning, let crit = critical, warn < crit else { return }
        throw ValidationError("--warn \(warn) is less than --crit \(crit); the warning has to come first")
    }

    /// The fewest days without a warning, or nil.
    var warning: Int? { warn?.days ?? (nagios ? max(30, crit?.days ?? 0) : nil) }

    /// The fewest days without a failure, or nil.
    var critical: Int? { crit?.days ?? (nagios ? min(7, warn?.days ?? 7) : nil) }

    func isCritical(daysLeft: Int?) -> Bool { Self.isBelow(critical, daysLeft) }

    func isWarning(daysLeft: Int?) -> Bool { Self.isBelow(warning, daysLeft) }

    /// What there is to say about the days that are left.
    func remarks(daysLeft: Int?) -> [String] {
        guard let days = daysLeft, days >= 0 else { return [] }
        let left = "\(days) day\(days == 1 ? "" : "s") left"
        if isCritical(daysLeft: days) { return ["\(left), fewer than --crit \(critical ?? 0)"] }
        return isWarning(daysLeft: days) ? ["\(left), fewer than --warn \(warning ?? 0)"] : []
    }

    private static func isBelow(_ limit: Int?, _ days: Int?) -> Bool {
        guard let limit, let days else { return false }
        return days < limit
    }
}

/// A number of days on the command line: a ``TimeSpan``, a part of a day counted as one.
struct DayCount: ExpressibleByArgument {
    let days: Int

    init?(argument: String) {
        guard let span = TimeSpan(argument: argument), span.seconds <= 100_000 * 86_400 else { return nil }
        days = Int((span.seconds / 86_400).rounded(.up))
    }

    var defaultValueDescription: String { "\(days)" }
}
