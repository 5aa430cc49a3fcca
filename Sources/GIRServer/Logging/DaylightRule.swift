/// When clocks change in every year, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct DaylightRule: Hashable, Sendable {
    /// A day of a week of a month, and the seconds after its midnight.
    private struct Day: Hashable {
        let month, week, weekday, seconds: Int

        /// `M3.5.0/2`: the fifth week is the last one.
        init?(_ text: Substring) {
            let halves = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let date = halves.first, date.hasPrefix("M"), halves.count <= 2 else { return nil }
            let numbers = date.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
            guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
                (0...6).contains(numbers[2]), let time = halves.count == 1 ? 7200 : DaylightRule.seconds(halves[1])
            else { return nil }
            (month, week, weekday, seconds) = (numbers[0], numbers[1], numbers[2], time)
        }

        /// The seconds since 1970 that a clock shows then.
        func seconds(in year: Int) -> Int {
            let first = CivilTime.dayNumber(year: year, month: month, day: 1)
            let next = CivilTime.dayNumber(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
            let start = CivilTime(seconds: first * 86_400).weekday
            var day = first + (weekday - start + 7) % 7 + (week - 1) * 7
            if day >= next { day -= 7 }
            return day * 86_400 + seconds
        }
    }

    private let standard: Int
    private let daylight: Int
    private let begin: Day
    private let end: Day

    /// Reads the text; nil where clocks do not change or change by another kind of rule.
    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let begin = Day(parts[1]), let end = Day(parts[2]) else { return nil }
        var rest = parts[0]
        guard let standard = Self.zone(&rest) else { return nil }
        self.standard = standard
        daylight = Self.zone(&rest) ?? standard + 3600
        (self.begin, self.end) = (begin, end)
    }

    /// How many seconds clocks are ahead of UTC.
    func offset(at seconds: Int) -> Int {
        let year = CivilTime(seconds: seconds + standard).year
        let from = begin.seconds(in: year) - standard
        let to = end.seconds(in: year) - daylight
        // In the south daylight saving goes over New Year.
        let isDaylight = from < to ? (from..<to).contains(seconds) : !(to..<from).contains(seconds)
        return isDaylight ? daylight : standard
    }

    /// Takes a name and the offset behind it, which POSIX counts to the west; nil where the offset is left out.
    private static func zone(_ text: inout Substring) -> Int? {
        if text.hasPrefix("<") {
            text = text.drop { $0 != ">" }.dropFirst()
        } else {
            text = text.drop(while: \.isLetter)
        }
        let offset = text.prefix { $0.isNumber || "+-:".contains($0) }
        text = text[offset.endIndex...]
        return offset.isEmpty ? nil : seconds(offset).map { -$0 }
    }

    /// `-3:30` in seconds.
    fileprivate static func seconds(_ text: Substring) -> Int? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text
        let numbers = digits.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard (1...3).contains(numbers.count), numbers.allSatisfy({ (0...167).contains($0) }) else { return nil }
        let total = zip(numbers, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
        return isNegative ? -total : total
    }
}
