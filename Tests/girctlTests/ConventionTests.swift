import FoundationEssentials
import Testing

/// What CONTRIBUTING.md asks of the sources and a compiler does not check.
@Suite struct `The source tree` {
    private static let top = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// A line of code, without its texts and its comment.
    private struct Line: CustomStringConvertible {
        let file: String
        let number: Int
        let code: String

        var description: String { "\(file):\(number): \(code)" }
    }

    /// The Swift files below a folder, with their lines.
    private static func files(_ folder: String) throws -> [(path: String, lines: [Substring])] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: "\(top)/\(folder)")
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let data = try #require(FileManager.default.contents(atPath: "\(top)/\(folder)/\(name)"))
            let text = Substring(String(decoding: data, as: UTF8.self))
            return ("\(folder)/\(name)", text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    private static func lines() throws -> [Line] {
        try files("Sources").flatMap { file in
            zip(1..., file.lines).map { number, line in
                let code = String(line).replacing(/"(\\.|[^"\\])*"/, with: "\"\"").replacing(/\/\/.*/, with: "")
                return Line(file: file.path, number: number, code: code)
            }
        }
    }

    @Test func `has no call that ends the process on bad input`() throws {
        let forbidden = /\b(try!|as!|fatalError\(|precondition\(|preconditionFailure\(|assertionFailure\()/
        let lines = try Self.lines()
        #expect(lines.count > 10_000)
        let found = lines.filter { $0.code.contains(forbidden) || $0.code.contains(/[\w\)\]>]!(?!=)/) }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func `prints in the programs alone, and there through Terminal`() throws {
        let found = try Self.lines().filter { $0.code.contains(/(?:^|[^.\w`])(?:print|debugPrint|dump)\(/) }
            .filter { !$0.code.contains("func print(") }
        #expect(found.isEmpty, "\(found)")
    }

    @Test(arguments: [("Sources", 600), ("Tests", 800), ("Fuzz/Sources", 600)])
    func `has files that one can read`(folder: String, limit: Int) throws {
        for file in try Self.files(folder) { #expect(file.lines.count <= limit, "\(file.path)") }
    }

    @Test(arguments: ["Sources", "Tests/Support"])
    func `says of each public declaration what it is`(folder: String) throws {
        for file in try Self.files(folder) {
            for (index, line) in file.lines.enumerated() {
                let code = line.drop { $0 == " " }
                guard code.starts(with: /(?:@\w+(?:\([^)]*\))? )*(?:public|open|package) (?!import|extension)/) else {
                    continue
                }
                let above = file.lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") } ?? ""
                #expect(above.drop { $0 == " " }.hasPrefix("///"), "\(file.path):\(index + 1): \(line)")
            }
        }
    }
}
