import GIRTestSupport
import NIOCore
import Testing

@testable import GIRServer

@Suite struct `The parser of forms` {
    private static let form =
        "before\r\n--b-1\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json; x=y\r\n\r\n"
        + "{\"a\":1}\r\n--b-1 \t\r\nX: y\r\ncontent-disposition: form-data; name=file; filename=\"a;\\\"b.mp4\"\r\n\r\n"
        + "one\r\n--b-\r\n--b-\r\r\n-two\r\n--b-1--\r\nbehind"

    /// What a form consists of, with the bytes of each part together; where it fails, why.
    private static func read(_ bytes: [UInt8], step: Int = .max, boundary: String = "b-1") -> [String] {
        var parser = MultipartParser(boundary: boundary)
        var seen: [String] = []
        var body: [UInt8] = []
        var rest = bytes[...]
        do throws(MultipartParser.Malformed) {
            while true {
                switch try parser.next() {
                case .part(let part): seen.append("\(part.name) \(part.type ?? "-")")
                case .bytes(let buffer):
                    #expect(buffer.readableBytes > 0)
                    body += buffer.readableBytesView
                case .endOfPart:
                    seen.append(String(decoding: body, as: UTF8.self))
                    body = []
                case .end: seen.append("end")
                case nil where rest.isEmpty:
                    try parser.finish()
                    return seen
                case nil:
                    parser.feed(ByteBuffer(bytes: rest.prefix(step)))
                    rest = rest.dropFirst(step)
                }
            }
        } catch {
            return seen + ["it has \(error.reason)"]
        }
    }

    private static let parts = [
        "metadata application/json", "{\"a\":1}", "file -", "one\r\n--b-\r\n--b-\r\r\n-two", "end",
    ]

    @Test(arguments: [1, 2, 3, 7, 20, 100, 10_000]) func `gives the same however the bytes come`(_ step: Int) {
        #expect(Self.read(Array(Self.form.utf8), step: step) == Self.parts)
    }

    @Test func `takes parts without a byte, and a form without a part`() {
        let empty = "--b-1\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b-1--"
        #expect(Self.read(Array(empty.utf8)) == ["a -", "", "end"])
        #expect(Self.read(Array("--b-1--\r\n".utf8)) == ["end"])
    }

    @Test(arguments: [
        ("--b-1\r\n\r\nx\r\n--b-1--", "a part without a name, or with several"),
        ("--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--", "a part without a name, or with several"),
        ("--b-1\r\nContent-Disposition: attachment; name=a\r\n\r\nx", "a part without a name, or with several"),
        ("--b-1\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx", "a part without a name, or with several"),
        (
            "--b-1\r\nContent-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b\r\n\r\nx",
            "a part without a name, or with several"
        ),
        ("--b-1\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx", "a part without a name, or with several"),
        ("--b-1\r\nno colon\r\n\r\nx", "a header that makes no sense"),
        (
            "--b-1\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx",
            "a part that is encoded"
        ),
        ("--b-1x\r\n", "a boundary that does not end its line"), ("--b-1-x", "a boundary that does not end its line"),
        ("", "no end"), ("--b-1\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b-1", "no end"),
        (String(repeating: "x", count: 2000) + "\r\n--b-1--", "too much beside its parts"),
        ("--b-1--" + String(repeating: "x", count: 2000), "too much beside its parts"),
        ("--b-1" + String(repeating: " ", count: 2000) + "\r\n", "too much beside its parts"),
        ("--b-1\r\nX: " + String(repeating: "y", count: 5000) + "\r\n\r\n", "a header that is too large"),
        (
            String(repeating: "--b-1\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n", count: 9) + "--b-1--",
            "too many parts"
        ),
    ]) func `says why bytes are no form`(_ form: String, _ reason: String) {
        for step in [1, 64, 100_000] {
            #expect(Self.read(Array(form.utf8), step: step).last == "it has \(reason)", "\(form.prefix(80))")
        }
    }

    @Test func `keeps no more than what may be the beginning of a boundary`() throws {
        var parser = MultipartParser(boundary: "b-1")
        parser.feed(ByteBuffer(string: "--b-1\r\nContent-Disposition: form-data; name=a\r\n\r\n"))
        #expect(try parser.next() == .part(MultipartParser.Part(name: "a", type: nil)))
        var seen = 0
        for _ in 0..<100 {
            parser.feed(ByteBuffer(repeating: UInt8(ascii: "\r"), count: 10_000))
            while case .bytes(let buffer) = try parser.next() { seen += buffer.readableBytes }
        }
        #expect(seen > 999_980)
    }

    @Test func `survives any bytes`() {
        let whole = Array(Self.form.utf8)
        for mutation in Mutations.truncations(of: whole) {
            let seen = Self.read(mutation.bytes, step: 11)
            // What stands behind the end may be cut off.
            if mutation.bytes.count < whole.count - 8 { #expect(seen.last == "it has no end", "\(mutation)") }
        }
        for mutation in Mutations.byteFlips(of: whole) { #expect(!Self.read(mutation.bytes).isEmpty) }
        for mutation in Mutations.random(of: whole, count: 1000, seed: 10) {
            // However the bytes come, they mean the same.
            #expect(Self.read(mutation.bytes) == Self.read(mutation.bytes, step: 5), "\(mutation)")
        }
    }

    @Test func `knows boundaries, and reads them out of a header`() {
        for text in ["b", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "a b", String(repeating: "x", count: 70)] {
            #expect(MultipartParser.isBoundary(text))
        }
        for text in ["", "a ", "a\"b", "ä", String(repeating: "x", count: 71)] {
            #expect(!MultipartParser.isBoundary(text))
        }
        let rows: [(String, String?)] = [
            ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data;Boundary=\"a c\" ; x=y;", "a c"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil),
            ("multipart/form-data; boundary=a; boundary=b", nil), ("multipart/form-data; boundary=\"a", nil),
        ]
        for (type, boundary) in rows { #expect(MultipartParser.parameters(type)?["boundary"] == boundary, "\(type)") }
    }
}
