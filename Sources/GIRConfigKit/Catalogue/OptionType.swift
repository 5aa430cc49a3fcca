/// What the value of an option may be.
public enum OptionType: Sendable, Hashable {
    /// What a number counts.
    public enum Unit: String, Sendable, Hashable {
        case bytes
        case days
        case milliseconds
        case seconds
    }

    /// `true` or `false`.
    case boolean
    /// `true`, `false` or the path of a file.
    case booleanOrPath
    /// One text of values with commas between them.
    case commaList
    /// A schedule.
    case cron
    /// One of some words.
    case enumeration([String])
    /// A whole number in a range.
    case integer(ClosedRange<Int>, Unit?)
    /// A whole number or a text of several.
    case integerOrText
    /// A list of values.
    case list
    /// The path of a file or folder.
    case path
    /// A mapping of more options.
    case section
    /// Any text.
    case text
    /// A URI such as `file:///var/backup`.
    case uri
    /// An absolute http or https address.
    case url

    /// The largest number that Java's `int` holds.
    static let javaMaximum = Int(Int32.max)
    /// A TCP port.
    static let port = OptionType.integer(1...65_535, nil)

    /// What is expected, for a sentence such as "expected true or false".
    public var expectation: String {
        switch self {
        case .boolean: "true or false"
        case .booleanOrPath: "true, false or the path of a file"
        case .commaList: "a list with commas in one text"
        case .cron: "a cron expression"
        case .enumeration(let words): words.count > 1 ? "one of \(words.joined(separator: ", "))" : words.joined()
        case .integer(let range, let unit): Self.expectation(of: range, unit)
        case .integerOrText: "a whole number"
        case .list: "a list"
        case .path: "a path"
        case .section: "a section"
        case .text: "a text"
        case .uri: "a URI"
        case .url: "an http or https URL"
        }
    }

    private static func expectation(of range: ClosedRange<Int>, _ unit: Unit?) -> String {
        let noun = unit.map { "a number of \($0.rawValue)" } ?? "a whole number"
        if range.upperBound == .max { return range.lowerBound == .min ? noun : "\(noun) from \(range.lowerBound)" }
        return range.upperBound == javaMaximum
            ? "\(noun) from \(range.lowerBound)" : "\(noun) from \(range.lowerBound) to \(range.upperBound)"
    }
}
