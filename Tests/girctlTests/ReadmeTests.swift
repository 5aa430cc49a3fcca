import FoundationEssentials
import GIRTestSupport
import Testing

@Suite struct `The README` {
    @Test(.enabled(if: Tool.openssl.found || Tool.required))
    func `has examples that work one after the other`() async throws {
        let top = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = try #require(FileManager.default.contents(atPath: "/\(top)/README.md"))
        let examples = ConsoleExamples(markdown: String(decoding: page, as: UTF8.self))
        #expect(examples.commands.count > 15)
        let failures = try await examples.run(in: TemporaryDirectory())
        #expect(failures.isEmpty, "\(failures)")
    }
}
