/// The frame of a PKCS#12 file (RFC 7292 §4) around bags.
enum PFX {
    // SEQUENCE { version 3, ContentInfo { data, [0] { OCTET STRING } } }, in it a SEQUENCE of one such ContentInfo.
    static func unprotected(bags: [UInt8]) -> [UInt8] {
        let safes = element(0x30, contentInfo(element(0x30, bags)))
        return element(0x30, [0x02, 0x01, 0x03] + contentInfo(safes))
    }

    private static func contentInfo(_ contents: [UInt8]) -> [UInt8] {
        let data: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]
        return element(0x30, data + element(0xa0, element(0x04, contents)))
    }

    private static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let length = (0..<4).reversed().map { UInt8(contents.count >> ($0 * 8) & 0xff) }
        return [tag, 0x84] + length + contents
    }
}
