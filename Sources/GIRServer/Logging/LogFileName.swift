import FoundationEssentials

/// The name of a log file, with the date in it where it has one: `yyyy_mm_dd.request.log`.
struct LogFileName: Sendable {
    /// What stands for the date.
    private static let placeholder = "yyyy_mm_dd"

    /// The folder, without a slash at its end.
    let folder: String
    private let prefix: String
    private let suffix: String
    /// The form of the date; nil for a file that stays the same.
    private let pattern: DatePattern?
    private let zone: LogTimeZone

    init(folder: String, name: String, pattern: DatePattern = .standard, zone: LogTimeZone = .utc) {
        self.folder = folder
        self.zone = zone
        if let place = name.firstRange(of: Self.placeholder) {
            (prefix, suffix) = (String(name[..<place.lowerBound]), String(name[place.upperBound...]))
            self.pattern = pattern
        } else {
            (prefix, suffix, self.pattern) = (name, "", nil)
        }
    }

    /// Whether every day has a file of its own.
    var isDated: Bool { pattern != nil }

    /// The path of the file for a moment.
    func path(at date: Date) -> String {
        "\(folder)/\(prefix)\(pattern?.text(zone.time(at: date)) ?? "")\(suffix)"
    }

    /// What is put behind the name of a file that is in the way: the time, as Jetty writes it.
    func backupSuffix(at date: Date) -> String {
        let time = zone.time(at: date)
        let fraction = Int((date.timeIntervalSince1970 - date.timeIntervalSince1970.rounded(.down)) * 1000)
        let digits = String(fraction + 1000).dropFirst()
        return ".\(time.clock.filter { $0 != ":" })\(digits)"
    }

    /// Whether the file of that name is one of ours of a day more than `days` before the moment.
    func isOlder(_ name: String, thanDays days: Int, at date: Date) -> Bool {
        guard let pattern, name.hasPrefix(prefix) else { return false }
        var rest = name.dropFirst(prefix.count)
        guard let day = pattern.dayNumber(&rest), rest.hasPrefix(suffix) else { return false }
        let tail = rest.dropFirst(suffix.count)
        let isBackup = tail.hasPrefix(".") && tail.utf8.count == 10 && tail.utf8.dropFirst().allSatisfy(isDigit)
        guard tail.isEmpty || isBackup else { return false }
        return zone.time(at: date).dayNumber - day > days
    }
}
