import FoundationEssentials
import Synchronization

/// The form of times in header fields: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
enum HTTPDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// The text of the last second that was asked for: every answer has one.
    private static let last = Mutex((seconds: Int.min, text: ""))

    static func text(_ date: Date) -> String {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        return last.withLock { last in
            if last.seconds != seconds { last = (seconds, text(seconds)) }
            return last.text
        }
    }

    private static func text(_ seconds: Int) -> String {
        let time = CivilTime(seconds: seconds)
        let month = CivilTime.months[time.month - 1]
        return
            "\(weekdays[time.weekday]), \(CivilTime.twoDigits(time.day)) \(month) \(time.year) \(time.clock) GMT"
    }
}
