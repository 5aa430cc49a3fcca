import Testing

@testable import GIRServer

@Suite struct `A line of JSON` {
    @Test(arguments: ["\u{202e}", "\u{e0001}", "a\u{10ffff}\u{1}b", "😀", "\"\\"])
    func `says every text so that it is read as it was`(_ text: String) throws {
        var line = JSONLine()
        line.add("a", text)
        #expect(try JSONParser.value(Array(line.text.utf8)) == ["a": .string(text)])
    }
}
