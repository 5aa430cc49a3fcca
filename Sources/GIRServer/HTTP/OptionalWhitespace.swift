extension StringProtocol {
    /// The text without the spaces and tabs around it, which are no part of a value (RFC 9110 §5.6.3).
    var trimmingWhitespace: SubSequence {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? start[start.endIndex...]
    }
}
