import FoundationEssentials
import GIRConfigKit
import Testing

/// The Markdown pages in `Specs`, where several files and several rules come together.
@Suite struct `specifications` {
    @Test(arguments: Specification.all)
    func `hold, chapter by chapter`(chapter: Specification) {
        let report = Linter().lint(chapter.files.map(\.source))
        for file in chapter.files {
            let found = report.diagnostics.filter { $0.file == file.source.path }
                .map { "\($0.primary.span.start.line) \($0.severity.rawValue) \($0.name)" }
            #expect(found.sorted() == file.expected.sorted(), "\(chapter) \(file.source.path)")
        }
    }

    @Test func `are there`() {
        #expect(Set(Specification.all.map(\.page)).count >= 5)
        #expect(Specification.all.count >= 40)
    }
}

/// A chapter of a page with the files that are linted together.
struct Specification: CustomTestStringConvertible, Sendable {
    /// A file and what is found in it, as `line severity rule`.
    struct File: Sendable {
        let source: SourceText
        let expected: [String]
    }

    let page: String
    let title: String
    let files: [File]

    var testDescription: String { "\(page): \(title)" }

    /// The chapters of all pages.
    static let all: [Specification] = {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/Specs")) ?? []
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted().flatMap { name in
            let content = FileManager.default.contents(atPath: "\(root)/Specs/\(name)")
            return chapters(of: content.map { String(decoding: $0, as: UTF8.self) } ?? "", page: name)
        }
    }()

    private static func chapters(of text: String, page: String) -> [Specification] {
        var chapters: [Specification] = []
        var title = ""
        var files: [File] = []
        var block: (name: String, lines: [Substring])?
        for line in "\(text)\n## ".split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = block {
                if line == "```" {
                    files.append(file(open.name, open.lines))
                    block = nil
                } else {
                    block?.lines.append(line)
                }
            } else if line.hasPrefix("```yaml") {
                let name = line.dropFirst(7).drop { $0 == " " }
                block = (name.isEmpty ? "application.yaml" : String(name), [])
            } else if line.hasPrefix("## ") {
                if !files.isEmpty { chapters.append(Specification(page: page, title: title, files: files)) }
                title = String(line.dropFirst(3))
                files = []
            }
        }
        return chapters
    }

    private static func file(_ name: String, _ lines: [Substring]) -> File {
        var text = ""
        var expected: [String] = []
        for (index, line) in lines.enumerated() {
            guard let (code, findings) = announced(line) else {
                text += "\(line)\n"
                continue
            }
            text += "\(code)\n"
            expected += findings.map { "\(index + 1) \($0)" }
        }
        // A tab is seen by nobody in Markdown.
        return File(
            source: SourceText(path: name, bytes: Array(text.replacing("␉", with: "\t").utf8)),
            expected: expected
        )
    }

    /// What a line announces, and the line without it.
    private static func announced(_ line: Substring) -> (code: Substring, findings: [String])? {
        for severity in ["error", "warning", "note"] {
            guard let start = line.firstRange(of: "# \(severity): [") else { continue }
            var code = line[..<start.lowerBound]
            while code.last == " " { code.removeLast() }
            let findings = line[start.lowerBound...].dropFirst(2).split(separator: ";").flatMap { part -> [String] in
                let pieces = part.split(separator: ":", maxSplits: 1)
                guard pieces.count == 2 else { return ["cannot be read"] }
                let word = pieces[0].filter { $0 != " " }
                return pieces[1].split { "[], ".contains($0) }.map { "\(word) \($0)" }
            }
            return (code, findings)
        }
        return nil
    }
}
