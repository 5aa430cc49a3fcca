import FoundationEssentials

/// Moments as the API writes them: `2015-09-10T16:58:22.000+0000`.
enum RecordingTime {
    /// The moment of a text: the API's own form, or any of RFC 3339; with a zone, for a moment without one is none.
    static func moment(_ text: String) -> Date? {
        var bytes = Array(text.utf8)[...]
        func number(_ count: Int) -> Int? {
            guard bytes.count >= count, bytes.prefix(count).allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            defer { bytes = bytes.dropFirst(count) }
            return bytes.prefix(count).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        func take(_ characters: Unicode.Scalar...) -> UInt8? {
            guard let byte = bytes.first, characters.contains(Unicode.Scalar(byte)) else { return nil }
            bytes = bytes.dropFirst()
            return byte
        }
        guard let year = number(4), take("-") != nil, let month = number(2), take("-") != nil, let day = number(2),
            take("T", "t", " ") != nil, let hour = number(2), take(":") != nil, let minute = number(2),
            take(":") != nil, let second = number(2), (1...12).contains(month), (1...days(month, year)).contains(day),
            hour < 24, minute < 60, second < 60, year > 1900
        else { return nil }
        var milliseconds = 0
        if take(".", ",") != nil {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count) else { return nil }
            bytes = bytes.dropFirst(digits.count)
            milliseconds = (Array(digits) + [0x30, 0x30]).prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        var offset = 0
        // A plus that was not escaped in a query arrives as a space there.
        if let sign = take("+", "-", " ") {
            guard let hours = number(2) else { return nil }
            _ = take(":")
            guard let minutes = number(2), hours < 24, minutes < 60, bytes.isEmpty else { return nil }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
        } else {
            guard take("Z", "z") != nil, bytes.isEmpty else { return nil }
        }
        let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds) + Double(milliseconds) / 1000)
    }

    /// The moment in the API's own form.
    static func text(_ moment: Date) -> String {
        let total = Int((moment.timeIntervalSince1970 * 1000).rounded())
        let (days, rest) = floored(total, 86_400_000)
        let (year, month, day) = date(days)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { digits($0, 2) }.joined(
            separator: ":"
        )
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(clock).\(digits(rest % 1000, 3))+0000"
    }

    // Days from a date and back, in the proleptic Gregorian calendar: years begin in March, so that leap days end them.

    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let (era, yearOfEra) = floored(year, 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int) -> (Int, Int, Int) {
        let (era, dayOfEra) = floored(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floored(_ number: Int, _ divisor: Int) -> (Int, Int) {
        let quotient = number / divisor - (number % divisor < 0 ? 1 : 0)
        return (quotient, number - quotient * divisor)
    }
}
