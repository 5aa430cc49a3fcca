import FoundationEssentials
import GIRCommandLine

/// A result in JSON: keys in alphabetical order, so that two runs can be compared.
enum JSONReport {
    /// The text of the value.
    static func text(_ value: some Encodable) throws(CommandFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw CommandFailure(.software, "the result cannot be written as JSON")
        }
    }

    /// A time as the reports write it: RFC 3339 in UTC, whole seconds.
    static func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
