public import Testing

extension CommandResult {
    /// Expects that the program ended as every failure of girctl does: with this status, two lines on standard error and
    /// nothing on standard output.
    ///
    /// Lines of a log may come first; they begin with their time.
    public func expectFailure(
        _ status: Int32,
        _ message: String,
        hint: String,
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(self.status == status, "\(self)", sourceLocation: location)
        #expect(stdout == "", sourceLocation: location)
        let lines = stderr.split(separator: "\n", omittingEmptySubsequences: false).drop { $0.hasPrefix("2") }
        let expected = "girctl: error: \(message)\n  hint: \(hint)\n"
        #expect(lines.joined(separator: "\n") == expected, sourceLocation: location)
    }
}
