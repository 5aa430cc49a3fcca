/// A range of a source and the bytes that take its place.
public struct SourceEdit: Sendable, Hashable {
    /// The bytes that go; empty where something is only put in.
    public let range: Range<Int>
    /// The bytes that come, in the encoding of the source.
    public let replacement: [UInt8]

    /// Makes an edit.
    public init(range: Range<Int>, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    /// The bytes with all edits made; every byte outside of their ranges stays as it is.
    ///
    /// - Parameters:
    ///   - edits: In any order.
    ///   - bytes: What their ranges count in.
    /// - Throws: ``ConfigError/Code/notReplaceable`` when two ranges overlap or one is not within the bytes.
    public static func apply(_ edits: [SourceEdit], to bytes: [UInt8]) throws(ConfigError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + edits.reduce(0) { $0 + $1.replacement.count })
        var done = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            guard edit.range.lowerBound >= done, edit.range.upperBound <= bytes.count else {
                let reason =
                    edit.range.upperBound > bytes.count ? "lies beyond the end of the source" : "overlaps another"
                throw ConfigError(.notReplaceable, "the edit of the bytes \(edit.range) \(reason)")
            }
            result += bytes[done..<edit.range.lowerBound]
            result += edit.replacement
            done = edit.range.upperBound
        }
        return result + bytes[done...]
    }
}
