import Testing

@testable import GIRServer

@Suite struct `JSON` {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.value(Array(text.utf8)) }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1.25E-7", "123456789012345678901234567890", "\"\"",
        "[]", "{}", "[1,[2,[]],{\"a\":null}]", #"{"a":1,"b":{"c":[true,"é 🙂"]}}"#, #""\"\\\n\r\t\u0001""#,
    ])
    func `is written as it was read`(text: String) throws { #expect(try parse(text).json == text) }

    @Test(arguments: [
        (#""\u0041\u00e9\u20ac""#, "Aé€"), (#""\ud83d\ude42""#, "🙂"), (#""\/\b\f""#, "/\u{8}\u{c}"),
        (#""\u0000""#, "\0"),
    ])
    func `knows all escapes`(text: String, value: String) throws { #expect(try parse(text) == .string(value)) }

    @Test func `may have space around everything`() throws {
        #expect(try parse(" \n{ \"a\" :\t[ 1 , 2 ]\r} ") == ["a": [1, 2]])
    }

    @Test(arguments: [
        "", " ", "nul", "True", "+1", "01", "1.", ".5", "1e", "--1", "0x1", "NaN", "[1,]", "[1 2]", "[", "]", "{",
        "{a:1}",
        "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "\"\\ud800\"", "\"\\ude00\"", "\"\\ud800\\u0041\"", "\"\u{1}\"", "\"a\nb\"", "1 2", "null null",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "'a'", "// 1", "[1]x", "\u{feff}1",
    ])
    func `that two readers could understand differently is refused`(text: String) {
        #expect(throws: JSONParser.Failure.self) { try parse(text) }
    }

    @Test func `that is not UTF-8 is refused`() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.value(bytes) }
        }
    }

    @Test func `nests 64 times and no deeper`() throws {
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        _ = try parse(nested(64))
        #expect(throws: JSONParser.Failure(offset: 64, reason: "it nests deeper than 64")) { try parse(nested(65)) }
        #expect(throws: JSONParser.Failure.self) { try parse(String(repeating: "[{\"a\":", count: 100_000)) }
    }

    @Test func `that is cut off or changed anywhere is read or refused, and nothing else`() {
        let bytes = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude42"],"b":{"c":null,"d":true}}"#.utf8)
        for count in 0..<bytes.count {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.value(Array(bytes.prefix(count))) }
            for byte: UInt8 in [0, 0x22, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xff] {
                var changed = bytes
                changed[count] = byte
                _ = try? JSONParser.value(changed)
            }
        }
    }
}
