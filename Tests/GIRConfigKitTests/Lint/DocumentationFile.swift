import FoundationEssentials
import GIRTestSupport
import Testing

/// A page in `docs/` that code writes.
enum DocumentationFile {
    /// Fails the test where the page is not what the code writes; `RECORD_SNAPSHOTS=1` writes it and fails too.
    static func expect(_ text: String, isPage name: String, testFile: String = #filePath) {
        let root = testFile.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let file = "\(root)/docs/\(name)"
        if EnvironmentVariable.isSet("RECORD_SNAPSHOTS") {
            do {
                try Data(text.utf8).write(to: URL(filePath: file))
                Issue.record("recorded '\(file)': read it, then run without RECORD_SNAPSHOTS")
            } catch {
                Issue.record(error, "cannot record '\(file)'")
            }
            return
        }
        let written = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
        if written != text { Issue.record("'\(file)' is out of date: record it with RECORD_SNAPSHOTS=1") }
    }
}
