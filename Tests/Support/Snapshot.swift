import FoundationEssentials
public import Testing

/// Compares text with a file that was recorded earlier and read by a person.
///
/// The file is `Snapshots/<test file>/<name>.txt` beside the test. `RECORD_SNAPSHOTS=1` writes it and fails the test,
/// so that no run can pass by recording.
public enum Snapshot {
    /// Fails the test where the text is not what the file holds.
    public static func expect(
        _ text: String,
        named name: String,
        testFile: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        compare(text, with: location(of: name, testFile: testFile), sourceLocation)
    }

    /// The same for a generated page of the repository, by its path from the top, such as `docs/rules.md`.
    public static func expect(_ text: String, page: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        compare(text, with: "\(top)/\(page)", sourceLocation)
    }

    private static func compare(_ text: String, with file: String, _ sourceLocation: SourceLocation) {
        if EnvironmentVariable.isSet("RECORD_SNAPSHOTS") {
            record(text, at: file, sourceLocation)
            return
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            Issue.record("no snapshot '\(file)': record it with RECORD_SNAPSHOTS=1", sourceLocation: sourceLocation)
            return
        }
        let expected = String(decoding: data, as: UTF8.self)
        if text != expected {
            Issue.record("'\(file)' differs\n\(difference(expected, text))", sourceLocation: sourceLocation)
        }
    }

    /// The same for a run of a program: the command line, its status and both outputs in one text.
    public static func expect(
        _ result: CommandResult,
        of command: Command,
        named name: String,
        filters: [Filter] = [],
        testFile: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var filters = filters
        if let folder = command.workingDirectory { filters.append(Filter(folder, "[DIR]")) }
        filters.append(Filter(TemporaryDirectory.root, "[TEMP]"))
        let text = filters.reduce(block(result, of: command)) { $1.apply(to: $0) }
        expect(text, named: name, testFile: testFile, sourceLocation: sourceLocation)
    }

    /// Text that differs from run to run, and what stands for it in the file.
    public struct Filter: Sendable {
        private let replace: @Sendable (String) -> String

        /// Replaces a fixed text wherever it occurs.
        public init(_ text: String, _ replacement: String) {
            replace = { $0.replacing(text, with: replacement) }
        }

        /// Replaces all that matches the expression, such as a date or a serial number.
        public init(matching pattern: @escaping @Sendable () -> Regex<Substring>, _ replacement: String) {
            replace = { $0.replacing(pattern(), with: replacement) }
        }

        func apply(to text: String) -> String { replace(text) }
    }

    private static func block(_ result: CommandResult, of command: Command) -> String {
        func part(_ title: String, _ text: String) -> String {
            text.isEmpty ? "" : "----- \(title) -----\n\(text)" + (text.hasSuffix("\n") ? "" : "\n(no newline)\n")
        }
        return "$ \(command.line)\nexit: \(result.status)\n" + part("stdout", result.stdout)
            + part("stderr", result.stderr)
    }

    private static func location(of name: String, testFile: String) -> String {
        let parts = testFile.split(separator: "/", omittingEmptySubsequences: false)
        let suite = parts.last.map { $0.hasSuffix(".swift") ? String($0.dropLast(6)) : String($0) } ?? ""
        return (parts.dropLast() + ["Snapshots", Substring(suite), "\(name).txt"]).joined(separator: "/")
    }

    private static func record(_ text: String, at file: String, _ sourceLocation: SourceLocation) {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: file))
            Issue.record("recorded '\(file)': read it, run without RECORD_SNAPSHOTS", sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, "cannot record '\(file)'", sourceLocation: sourceLocation)
        }
    }

    private static func difference(_ expected: String, _ actual: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let same = zip(old, new).prefix { $0 == $1 }.count
        let shown = 12
        return
            (old[same...].prefix(shown).map { "-\(same + 1): \($0)" }
            + new[same...].prefix(shown).map { "+\(same + 1): \($0)" }).joined(separator: "\n")
    }
}
