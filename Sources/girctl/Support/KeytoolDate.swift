import FoundationEssentials

/// Times as keytool's `-startdate` takes them, in UTC.
///
/// | form | meaning |
/// |---|---|
/// | `+1y-2m3d4H5M6S` | so many years, months, days, hours, minutes and seconds from now |
/// | `yyyy/mm/dd` | that day at the present time of day |
/// | `HH:MM:SS` | today at that time |
/// | `yyyy/mm/dd HH:MM:SS` | that moment |
///
/// The forms of RFC 3339, `2026-01-31` and `2026-01-31T12:00:00Z`, are understood too; the first one is midnight.
enum KeytoolDate {
    /// The moment that the text names, or nil where it names none.
    static func read(_ text: String, from now: Date) -> Date? {
        if let first = text.first, first == "+" || first == "-" { return shifted(now, by: text) }
        let isRFC3339 = text.contains("T") || text.split(separator: "-").count == 3
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        var fields = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: now)
        if isRFC3339 { (fields.hour, fields.minute, fields.second) = (0, 0, 0) }
        guard (1...2).contains(parts.count) else { return nil }
        for part in parts {
            if let day = numbers(part, separator: isRFC3339 ? "-" : "/", lengths: [4, 2, 2]) {
                (fields.year, fields.month, fields.day) = (day[0], day[1], day[2])
            } else if let time = numbers(withoutZone(part, isRFC3339), separator: ":", lengths: [2, 2, 2]) {
                (fields.hour, fields.minute, fields.second) = (time[0], time[1], time[2])
            } else {
                return nil
            }
        }
        // The calendar carries a 31st of February over into March.
        guard let date = calendar.date(from: fields) else { return nil }
        let read = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let isSame =
            read.year == fields.year && read.month == fields.month && read.day == fields.day
            && read.hour == fields.hour && read.minute == fields.minute && read.second == fields.second
        return isSame ? date : nil
    }

    private static func shifted(_ now: Date, by text: String) -> Date? {
        var date = now
        var rest = text[...]
        while let sign = rest.first {
            guard sign == "+" || sign == "-" else { return nil }
            rest = rest.dropFirst()
            // A sign holds for the units up to the next one.
            var count = 0
            while let first = rest.first, first != "+", first != "-" {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                rest = rest.dropFirst(digits.count)
                guard let number = Int(digits), number < 1_000_000, let unit = rest.popFirst(),
                    let component = units[unit],
                    let next = calendar.date(byAdding: component, value: sign == "-" ? -number : number, to: date)
                else { return nil }
                date = next
                count += 1
            }
            guard count > 0 else { return nil }
        }
        return date
    }

    private static let units: [Character: Calendar.Component] = [
        "y": .year, "m": .month, "d": .day, "H": .hour, "M": .minute, "S": .second,
    ]

    private static func withoutZone(_ time: Substring, _ isRFC3339: Bool) -> Substring {
        isRFC3339 && time.hasSuffix("Z") ? time.dropLast() : time
    }

    private static func numbers(_ text: Substring, separator: Character, lengths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.count) == lengths,
            parts.allSatisfy({ part in part.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else {
            return nil
        }
        return parts.compactMap { Int($0) }
    }

    private static var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        if let zone = TimeZone(secondsFromGMT: 0) { calendar.timeZone = zone }
        return calendar
    }
}
