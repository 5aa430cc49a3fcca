/// Writes the few ASN.1 types that certificate extensions are made of (X.690, distinguished encoding).
enum DERWriter {
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { header(tag, content.count) + content }

    /// The tag and length that stand before so many bytes of contents.
    static func header(_ tag: UInt8, _ count: Int) -> [UInt8] {
        var length: [UInt8] = []
        if count < 0x80 {
            length = [UInt8(count)]
        } else {
            var rest = count
            while rest > 0 {
                length.insert(UInt8(rest & 0xff), at: 0)
                rest >>= 8
            }
            length.insert(0x80 | UInt8(length.count), at: 0)
        }
        return [tag] + length
    }

    static func sequence(_ elements: [[UInt8]]) -> [UInt8] { element(0x30, Array(elements.joined())) }

    static func boolean(_ value: Bool) -> [UInt8] { element(0x01, [value ? 0xff : 0x00]) }

    /// A non-negative integer.
    static func integer(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        repeat {
            bytes.insert(UInt8(rest & 0xff), at: 0)
            rest >>= 8
        } while rest > 0
        return element(0x02, (bytes[0] & 0x80) == 0 ? bytes : [0] + bytes)
    }

    static func octetString(_ bytes: [UInt8]) -> [UInt8] { element(0x04, bytes) }

    /// An implicitly tagged, primitive context-specific element.
    static func contextSpecific(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { element(0x80 | number, bytes) }

    /// A named bit list: bit 0 is the most significant one, trailing zero bits are left out (X.690 §11.2.2).
    static func namedBits(_ bits: Set<Int>) -> [UInt8] {
        guard let highest = bits.max() else { return element(0x03, [0]) }
        var bytes = [UInt8](repeating: 0, count: highest / 8 + 1)
        for bit in bits { bytes[bit / 8] |= 0x80 >> UInt8(bit % 8) }
        return element(0x03, [UInt8(7 - highest % 8)] + bytes)
    }

    /// An object identifier in dotted form; its arcs are small non-negative numbers.
    static func objectIdentifier(_ dotted: String) -> [UInt8] {
        let arcs = dotted.split(separator: ".").compactMap { UInt(String($0)) }
        guard arcs.count > 1 else { return element(0x06, []) }
        var content: [UInt8] = []
        for arc in [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2) {
            var groups = [UInt8(arc & 0x7f)]
            var rest = arc >> 7
            while rest > 0 {
                groups.insert(0x80 | UInt8(rest & 0x7f), at: 0)
                rest >>= 7
            }
            content += groups
        }
        return element(0x06, content)
    }
}
