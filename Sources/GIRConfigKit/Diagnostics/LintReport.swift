/// What the rules found in some sources.
public struct LintReport: Sendable {
    /// The findings by source, position, severity and rule.
    public let diagnostics: [Diagnostic]
    /// The sources that were read, clean ones included, in the order they were given.
    public let sources: [LintedSource]

    /// The number of findings of a severity.
    public func count(of severity: Diagnostic.Severity) -> Int {
        diagnostics.count { $0.severity == severity }
    }

    /// Whether a finding is at or above a severity.
    public func failed(at severity: Diagnostic.Severity) -> Bool {
        diagnostics.contains { $0.severity >= severity }
    }

    /// Whether some checks could not be run, so that a report without findings proves little.
    public var isIncomplete: Bool { diagnostics.contains { $0.id == FileRules.uncheckedFile.id } }

    /// The counts in words, such as "2 errors, 1 warning in 1 file".
    public var summary: String {
        let counts: [String] = Diagnostic.Severity.allCases.reversed().compactMap { severity in
            let count = count(of: severity)
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        let files = sources.count == 1 ? "1 file" : "\(sources.count) files"
        return "\(counts.isEmpty ? "no findings" : counts.joined(separator: ", ")) in \(files)"
    }
}
