import GIRPKI
import Testing

@Suite struct `The base64url alphabet` {
    @Test(
        arguments: [
            ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
            ([0xFB, 0xEF, 0xBE], "----"), ([0xFF, 0xFF, 0xFF], "____"), ([0xFF], "_w"),
        ] as [([UInt8], String)]
    ) func `writes and reads`(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.encode(Secret(bytes)) == Secret(text))
        #expect(Array(text.utf8).withUnsafeBytes { Base64URL.decode(secret: $0) } == Secret(bytes))
        #expect(Array(text.utf8).withUnsafeBufferPointer { Base64URL.byteCount(of: $0) } == bytes.count)
    }

    @Test func `round-trips every length`() throws {
        for length in 0..<200 {
            let bytes = try SecureRandom.bytes(length)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm9v\n", " Zm9v", "Zm+v", "Zm/v", "Zmévv", "Zm9vA", "Zm\u{0}v"])
    func `refuses what is not canonical`(text: String) {
        #expect(Base64URL.decode(text) == nil)
        #expect(Array(text.utf8).withUnsafeBufferPointer { Base64URL.byteCount(of: $0) } == nil)
        #expect(Array(text.utf8).withUnsafeBytes { Base64URL.decode(secret: $0) } == nil)
    }
}
