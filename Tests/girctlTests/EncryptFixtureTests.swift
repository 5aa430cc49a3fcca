import FoundationEssentials
import GIRTestSupport
import Testing

/// A file of 300 lines with comments and every quote there is: encrypted in place, it differs in its passwords only.
///
/// In the fixture, ⟦ and ⟧ stand around each value that must change.
@Suite struct `In-place encryption of a whole file` {
    private let folder: TemporaryDirectory
    private let marked: String

    init() throws {
        folder = try TemporaryDirectory()
        let top = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let bytes = try #require(FileManager.default.contents(atPath: "/\(top)/Fixtures/oddly-quoted.yaml"))
        marked = String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [("\n", false), ("\n", true), ("\r\n", false), ("\r\n", true)])
    func `changes the bytes of the passwords and no other`(lineEnd: String, hasMark: Bool) async throws {
        let text =
            (hasMark ? "\u{FEFF}" : "")
            + marked.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: lineEnd)
        #expect(text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) == 299)
        let source = text.replacing("⟦", with: "").replacing("⟧", with: "")
        try folder.write(source, to: "application.yaml", mode: 0o644)
        let environment = ["GIRCTL_KEY_FILE": folder.path("key")]
        try await Girctl.run(["keys", "init"], in: folder, environment: environment).succeeded()
        let all = ["encrypt", "--in-place", "application.yaml", "--all"]
        let run = try await Girctl.run(all, in: folder, environment: environment)
        #expect(run.status == 0, "\(run)")

        // What stands between the marked values is there byte for byte, and between it one value each.
        var rest = try folder.bytes("application.yaml")[...]
        let pieces = text.split(separator: "⟦", omittingEmptySubsequences: false).map { piece in
            piece.split(separator: "⟧", maxSplits: 1, omittingEmptySubsequences: false).map { Array($0.utf8) }
        }
        #expect(pieces.count > 60)
        for (number, piece) in pieces.enumerated() {
            let literal = try #require(piece.last)
            if number > 0 {
                let old = try #require(piece.first)
                let quote = [UInt8(ascii: "\""), UInt8(ascii: "'")].first { $0 == old.first }
                let isInBraces = String(decoding: old, as: UTF8.self) == "plain-in-braces"
                let expected = isInBraces ? UInt8(ascii: "\"") : quote
                if let expected { #expect(rest.popFirst() == expected, "value \(number)") }
                #expect(rest.starts(with: "CRYPT:v1.".utf8), "value \(number): \(String(decoding: old, as: UTF8.self))")
                rest = rest.drop { byte in
                    Character(Unicode.Scalar(byte)).isLetter && byte < 0x80 || (0x30...0x3A).contains(byte)
                        || "._-".utf8.contains(byte)
                }
                if let expected { #expect(rest.popFirst() == expected, "value \(number)") }
            }
            try #require(rest.starts(with: literal), "before value \(number + 1)")
            rest = rest.dropFirst(literal.count)
        }
        #expect(rest.isEmpty)
        #expect(try folder.mode("application.yaml") == 0o644)
        let check = ["encrypt", "--check", "application.yaml", "--json"]
        let report = try await Girctl.run(check, in: folder, environment: environment).succeeded().stdout
        // One more than marks: the alias follows its anchor.
        #expect(report.split(separator: #""decrypts" : true"#).count - 1 == pieces.count)
        #expect(!report.contains(#""decrypts" : false"#))
    }
}
