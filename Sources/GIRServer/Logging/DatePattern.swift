/// The form of a date in a file's name: those letters of Java's patterns that a day needs.
struct DatePattern: Hashable, Sendable {
    private enum Part: Hashable {
        case day
        case month
        case text(String)
        case year
    }

    private let parts: [Part]

    /// Jetty's own.
    static let standard = DatePattern(parts: [.year, .text("_"), .month, .text("_"), .day])

    private init(parts: [Part]) { self.parts = parts }

    /// Reads a pattern of `yyyy`, `MM` and `dd`, each once, with other characters between them; nil for any other.
    init?(_ pattern: String) {
        var parts: [Part] = []
        var rest = pattern[...]
        while let character = rest.first {
            if let (token, part) = [("yyyy", Part.year), ("MM", .month), ("dd", .day)].first(where: {
                rest.hasPrefix($0.0)
            }) {
                guard !parts.contains(part) else { return nil }
                parts.append(part)
                rest = rest.dropFirst(token.count)
            } else {
                // A letter means something to Java that is not done here; a slash would be a folder.
                guard character.isASCII, !character.isLetter, !"'/".contains(character), character > " " else {
                    return nil
                }
                parts.append(.text(String(character)))
                rest = rest.dropFirst()
            }
        }
        guard parts.contains(.year), parts.contains(.month), parts.contains(.day) else { return nil }
        self.parts = parts
    }

    func text(_ time: CivilTime) -> String {
        parts.map { part in
            switch part {
            case .day: CivilTime.twoDigits(time.day)
            case .month: CivilTime.twoDigits(time.month)
            case .text(let text): text
            case .year: String(time.year)
            }
        }.joined()
    }

    /// Takes a date from the beginning of the text and gives its days since 1970-01-01; nil where there is none.
    func dayNumber(_ text: inout Substring) -> Int? {
        var (year, month, day) = (0, 0, 0)
        for part in parts {
            switch part {
            case .day: day = Self.number(2, &text)
            case .month: month = Self.number(2, &text)
            case .text(let expected):
                guard text.hasPrefix(expected) else { return nil }
                text = text.dropFirst(expected.count)
            case .year: year = Self.number(4, &text)
            }
        }
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        return CivilTime.dayNumber(year: year, month: month, day: day)
    }

    /// Takes a number of so many digits; -1 where they are not there.
    private static func number(_ count: Int, _ text: inout Substring) -> Int {
        let digits = text.prefix(count)
        guard digits.utf8.count == count, digits.utf8.allSatisfy(isDigit) else { return -1 }
        text = text.dropFirst(count)
        return Int(digits) ?? -1
    }
}
