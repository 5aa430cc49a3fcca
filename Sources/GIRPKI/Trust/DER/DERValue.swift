/// One value of a DER encoding; its bytes are part of the whole that was read.
struct DERValue: Sendable {
    let tag: UInt8
    let contents: ArraySlice<UInt8>
    /// Tag, length and contents.
    let encoded: ArraySlice<UInt8>

    /// A reader of the values inside.
    var reader: DERReader { DERReader(contents) }

    /// A BOOLEAN; DER knows two (X.690 §11.1).
    var boolean: Bool {
        get throws(PKIError) {
            switch (contents.count, contents.first) {
            case (1, 0x00): false
            case (1, 0xff): true
            default: throw PKIError(.malformed, "a boolean is neither 00 nor FF")
            }
        }
    }

    /// A non-negative INTEGER that fits 31 bits; larger ones are cut to the largest, which no count reaches.
    var count: Int {
        get throws(PKIError) {
            try checkInteger()
            guard let first = contents.first, first < 0x80 else {
                throw PKIError(.malformed, "a count is negative")
            }
            let digits = contents.drop { $0 == 0 }
            return digits.count > 3 ? Int(Int32.max) : digits.reduce(0) { $0 << 8 | Int($1) }
        }
    }

    /// Checks the form of an INTEGER (X.690 §8.3.2).
    func checkInteger() throws(PKIError) {
        guard let first = contents.first else { throw PKIError(.malformed, "an integer has no bytes") }
        let second = contents.dropFirst().first
        let isPadded = second.map { first == 0 && $0 < 0x80 || first == 0xff && $0 >= 0x80 } ?? false
        guard !isPadded else { throw PKIError(.malformed, "an integer is not written in the fewest bytes") }
    }

    /// The dotted form of an OBJECT IDENTIFIER (X.690 §8.19); arcs of more than 63 bits are not read.
    var objectIdentifier: String {
        get throws(PKIError) {
            guard let last = contents.last, last < 0x80, contents.count <= 64 else {
                throw PKIError(.malformed, "an object identifier is empty, unfinished or longer than 64 bytes")
            }
            var arcs: [UInt64] = []
            var arc: UInt64 = 0
            for byte in contents {
                guard arc < 1 << 56, !(arc == 0 && byte == 0x80) else {
                    throw PKIError(.malformed, "an arc of an object identifier is too large or padded")
                }
                arc = arc << 7 | UInt64(byte & 0x7f)
                guard byte < 0x80 else { continue }
                if arcs.isEmpty {
                    let root = min(arc / 40, 2)
                    arcs = [root, arc - root * 40]
                } else {
                    arcs.append(arc)
                }
                arc = 0
            }
            return arcs.map(String.init).joined(separator: ".")
        }
    }

    /// The positions of the one bits of a named bit list (X.690 §11.2).
    var namedBits: Set<Int> {
        get throws(PKIError) {
            guard let unused = contents.first, unused < 8, contents.count > 1 || unused == 0 else {
                throw PKIError(.malformed, "a bit string has no or a wrong count of unused bits")
            }
            guard contents.count <= 9 else { throw PKIError(.limitExceeded, "a list of flags has more than 64 bits") }
            var bits: Set<Int> = []
            for (index, byte) in contents.dropFirst().enumerated() {
                for bit in 0..<8 where byte & (0x80 >> UInt8(bit)) != 0 { bits.insert(index * 8 + bit) }
            }
            return bits
        }
    }

    /// The bytes of an IA5String as text; bytes above 127 have no place in one.
    var ia5Text: String {
        get throws(PKIError) {
            guard contents.allSatisfy({ $0 < 0x80 }) else {
                throw PKIError(.malformed, "a name has bytes above 127; other scripts are written in their xn-- form")
            }
            return String(decoding: contents, as: UTF8.self)
        }
    }
}
