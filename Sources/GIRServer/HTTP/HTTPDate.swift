import FoundationEssentials

/// The form of times in header fields: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
enum HTTPDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    static func text(_ date: Date) -> String {
        let time = CivilTime(seconds: Int(date.timeIntervalSince1970.rounded(.down)))
        let month = CivilTime.months[time.month - 1]
        return
            "\(weekdays[time.weekday]), \(CivilTime.twoDigits(time.day)) \(month) \(time.year) \(time.clock) GMT"
    }
}
