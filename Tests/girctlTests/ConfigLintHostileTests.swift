import GIRTestSupport
import Testing

@Suite struct `config lint of a hostile file` {
    private static let bomb: [UInt8] = {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for number in 1...30 {
            let aliases = [String](repeating: "*a\(number - 1)", count: 9)
            text += "a\(number): &a\(number) [\(aliases.joined(separator: ","))]\n"
        }
        return Array(text.utf8)
    }()

    private static let deepBlocks: [UInt8] = (0..<2_000).flatMap { depth in
        Array((String(repeating: " ", count: depth) + "a:\n").utf8)
    }

    private static func repeated(_ text: String, _ count: Int, behind start: String = "") -> [UInt8] {
        Array((start + String(repeating: text, count: count)).utf8)
    }

    private static let sources: [(String, [UInt8])] = [
        ("alias bomb", bomb),
        ("deep flow", repeated("[", 10_000, behind: "a: ")),
        ("deep blocks", deepBlocks),
        ("deep sequences", repeated("- ", 10_000)),
        ("NUL bytes", [UInt8](repeating: 0, count: 1 << 20)),
        ("invalid UTF-8", [0x61, 0x3A, 0x20, 0xC3, 0x28, 0x0A]),
        ("half of UTF-16", [0xFF, 0xFE, 0x61]),
        ("an endless quote", repeated("x\n\n", 300_000, behind: "a: '")),
    ]

    @Test(arguments: sources)
    func `ends with a finding`(name: String, bytes: [UInt8]) async throws {
        for format in ["text", "sarif"] {
            var command = Girctl.command(["config", "lint", "-", "--format", format])
            command.input = bytes
            let result = try await CommandRunner.run(command)
            #expect(result.status == 1, "\(name): \(result.stderr)")
            #expect(result.stdout.contains("GIR000"), "\(name)")
        }
    }

    @Test func `reads other encodings, line ends and several documents as they are`() async throws {
        let text = "jetty:\r\n  port: 8090\r\n---\r\njetty:\r\n  idleTimeout: 1\r\n"
        var utf16: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { utf16 += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)] }
        let utf8 = Array(text.utf8)
        for bytes in [utf8, [0xEF, 0xBB, 0xBF] + utf8, utf16] {
            var command = Girctl.command(["config", "lint", "-", "--fail-on", "note"])
            command.input = bytes
            #expect(try await CommandRunner.run(command).status == 0)
        }
    }
}
