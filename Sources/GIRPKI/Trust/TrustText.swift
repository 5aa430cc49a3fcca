import FoundationEssentials

/// Times and lengths of time in messages.
enum TimeText {
    /// RFC 3339 in UTC, to the second.
    static func time(_ date: Date) -> String { date.formatted(.iso8601) }

    /// A length of time in its largest unit: `3 days`, `1 hour`, `12 seconds`.
    static func duration(from start: Date, to end: Date) -> String {
        let seconds = max(end.timeIntervalSince(start), 0)
        let units: [(name: String, seconds: Double)] = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
        let unit = units.first { seconds >= $0.seconds } ?? ("second", 1)
        let count = Int((seconds / unit.seconds).rounded(.down))
        return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
    }
}

extension [String] {
    /// The texts joined by commas; beyond the limit only their number.
    func listed(atMost limit: Int) -> String {
        let shown = prefix(limit).joined(separator: ", ")
        return count > limit ? "\(shown) and \(count - limit) more" : shown
    }
}

extension [UInt8] {
    /// Hexadecimal in upper case with colons, as certificate viewers show key identifiers.
    var colonHex: String {
        map { [$0].hex.uppercased() }.joined(separator: ":")
    }
}
