/// Reads DER values one after the other (X.690 §10); nothing is copied and nothing recurses.
///
/// Whoever reads a constructed value makes a reader of its contents, so the depth is that of the calling code.
struct DERReader: Sendable {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// Whether all values have been read.
    var isAtEnd: Bool { rest.isEmpty }

    /// Whether the next value has this tag.
    func isNext(_ tag: UInt8) -> Bool { rest.first == tag }

    /// The next value, whatever its tag.
    mutating func next() throws(PKIError) -> DERValue {
        let whole = rest
        guard let tag = rest.popFirst() else { throw PKIError(.truncated, "a value is missing at the end") }
        // Tag numbers above 30 take more bytes; no certificate has one.
        guard tag & 0x1f != 0x1f else { throw PKIError(.malformed, "a tag has more than one byte") }
        let length = try nextLength()
        guard length <= rest.count else {
            throw PKIError(.truncated, "a value of \(length) bytes stands where \(rest.count) are left")
        }
        let contents = rest.prefix(length)
        rest = rest.dropFirst(length)
        return DERValue(tag: tag, contents: contents, encoded: whole[whole.startIndex..<contents.endIndex])
    }

    /// The next value, which must have this tag.
    mutating func next(_ tag: UInt8) throws(PKIError) -> DERValue {
        let value = try next()
        guard value.tag == tag else {
            throw PKIError(.malformed, "tag 0x\([value.tag].hex) stands where 0x\([tag].hex) is expected")
        }
        return value
    }

    /// The next value if it has this tag, else nil and nothing is read.
    mutating func optional(_ tag: UInt8) throws(PKIError) -> DERValue? {
        isNext(tag) ? try next() : nil
    }

    /// Ends the reading; bytes that are left over are an error.
    func finish() throws(PKIError) {
        guard rest.isEmpty else { throw PKIError(.malformed, "\(rest.count) bytes follow the last value") }
    }

    // X.690 §10.1: definite, in the fewest bytes.
    private mutating func nextLength() throws(PKIError) -> Int {
        guard let first = rest.popFirst() else { throw PKIError(.truncated, "a length is missing at the end") }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7f)
        guard (1...4).contains(count), rest.count >= count else {
            throw PKIError(.malformed, "a length has \(count) bytes; 1 to 4 can be read")
        }
        let length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        guard length >= 0x80, rest.first != 0 else {
            throw PKIError(.malformed, "a length is not written in the fewest bytes")
        }
        rest = rest.dropFirst(count)
        return length
    }
}

/// The tags that certificates are made of.
enum DERTag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// A context-specific tag whose contents are a primitive value.
    static func primitive(_ number: UInt8) -> UInt8 { 0x80 | number }
    /// A context-specific tag whose contents are further values.
    static func constructed(_ number: UInt8) -> UInt8 { 0xa0 | number }
}
