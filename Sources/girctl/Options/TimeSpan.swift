import ArgumentParser

/// A length of time as an option takes it: `30d`, `12h` or `2w`; a number alone counts days.
struct TimeSpan: ExpressibleByArgument, Hashable {
    /// The length in seconds.
    let seconds: Double
    /// The text that it was given as.
    let defaultValueDescription: String

    init?(argument: String) {
        if let days = UInt32(argument) {
            self = .days(Int(days))
            return
        }
        let units: [Character: Double] = ["d": 86_400, "h": 3600, "w": 604_800]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = UInt32(argument.dropLast()) else {
            return nil
        }
        self.init(seconds: Double(count) * unit, text: argument)
    }

    private init(seconds: Double, text: String) {
        self.seconds = seconds
        defaultValueDescription = text
    }

    /// So many days.
    static func days(_ count: Int) -> TimeSpan { TimeSpan(seconds: Double(count) * 86_400, text: "\(count)d") }
}
