/// Turns BER (X.690 §8) into DER's lengths and strings, so that one strict reader serves for all.
///
/// Indefinite lengths become definite, strings in pieces become whole. Values keep their order and strings their
/// contents, which are all that a digest covers.
///
/// The values are walked twice, first for their lengths: what is written is one array of the right size, so that no
/// copies of a plaintext stay behind where arrays grew.
struct BERNormalizer {
    private let isWriting: Bool
    private var output: [UInt8] = []
    /// The lengths of the contents of constructed values, in the order in which the values begin.
    private var lengths: [UInt32]
    private var position = 0

    /// The first value of the bytes; what follows it is dropped.
    static func normalized(_ bytes: [UInt8]) throws(PKIError) -> [UInt8] {
        var measured = BERNormalizer()
        var input = bytes[...]
        let length = try measured.element(&input, depth: 0)
        var written = BERNormalizer(lengths: measured.lengths, capacity: length)
        input = bytes[...]
        _ = try written.element(&input, depth: 0)
        return written.output
    }

    /// The same of bytes that are secret.
    static func normalized(_ secret: Secret) throws(PKIError) -> Secret {
        try secret.withArray { bytes throws(PKIError) in
            var der = try normalized(bytes)
            return Secret(erasing: &der)
        }
    }

    private init() {
        isWriting = false
        lengths = []
    }

    private init(lengths: [UInt32], capacity: Int) {
        isWriting = true
        self.lengths = lengths
        output.reserveCapacity(capacity)
    }

    private static let endOfContents: [UInt8] = [0, 0]

    /// Measures or writes the next value and answers its length.
    private mutating func element(_ input: inout ArraySlice<UInt8>, depth: Int) throws(PKIError) -> Int {
        guard depth < KeyStoreLimits.nesting else {
            throw PKIError(.limitExceeded, "values are nested more than \(KeyStoreLimits.nesting) deep")
        }
        let header = try Self.header(&input)
        guard header.isConstructed else {
            let contents = try Self.contents(of: header, &input)
            return append(header.tag, contents.count) + append(contents)
        }
        let place = position
        position += 1
        if isWriting { _ = append(header.isString ? header.tag & 0x1f : header.tag, Int(lengths[place])) }
        if !isWriting { lengths.append(0) }
        var length = 0
        if header.isString {
            length = try pieces(of: header, &input, depth: 0)
        } else {
            try Self.forEachPart(of: header, &input) { input throws(PKIError) in
                length += try element(&input, depth: depth + 1)
            }
        }
        if !isWriting { lengths[place] = UInt32(clamping: length) }
        return DERWriter.header(header.tag, length).count + length
    }

    // A constructed value of a universal string type is one string in pieces (X.690 §8.7.3, §8.23.6), which may be in
    // pieces again.
    private mutating func pieces(
        of string: Header,
        _ input: inout ArraySlice<UInt8>,
        depth: Int
    ) throws(PKIError) -> Int {
        guard depth < KeyStoreLimits.stringNesting else {
            throw PKIError(
                .limitExceeded,
                "pieces of strings are nested more than \(KeyStoreLimits.stringNesting) deep"
            )
        }
        var length = 0
        try Self.forEachPart(of: string, &input) { input throws(PKIError) in
            let piece = try Self.header(&input)
            guard piece.isString else { throw PKIError(.malformed, "a piece of a string is no string") }
            length +=
                try piece.isConstructed
                ? pieces(of: piece, &input, depth: depth + 1) : append(try Self.contents(of: piece, &input))
        }
        return length
    }

    private mutating func append(_ tag: UInt8, _ length: Int) -> Int { append(DERWriter.header(tag, length)[...]) }

    private mutating func append(_ bytes: ArraySlice<UInt8>) -> Int {
        if isWriting { output += bytes }
        return bytes.count
    }

    private static func forEachPart(
        of header: Header,
        _ input: inout ArraySlice<UInt8>,
        _ body: (inout ArraySlice<UInt8>) throws(PKIError) -> Void
    ) throws(PKIError) {
        guard header.length == nil else {
            var contents = try contents(of: header, &input)
            while !contents.isEmpty { try body(&contents) }
            return
        }
        while !input.starts(with: endOfContents) { try body(&input) }
        input = input.dropFirst(endOfContents.count)
    }

    private struct Header {
        let tag: UInt8
        /// Nil where it is indefinite.
        let length: Int?

        var isConstructed: Bool { tag & 0x20 != 0 }
        var isString: Bool { tag & 0xc0 == 0 && BERNormalizer.stringTags.contains(tag & 0x1f) }
    }

    private static func contents(
        of header: Header,
        _ input: inout ArraySlice<UInt8>
    ) throws(PKIError) -> ArraySlice<UInt8> {
        guard let length = header.length else {
            throw PKIError(.malformed, "a primitive value has no definite length")
        }
        guard length <= input.count else { throw tooShort }
        defer { input = input.dropFirst(length) }
        return input.prefix(length)
    }

    private static func header(_ input: inout ArraySlice<UInt8>) throws(PKIError) -> Header {
        guard let tag = input.popFirst() else { throw tooShort }
        guard tag & 0x1f != 0x1f else { throw PKIError(.malformed, "a tag has more than one byte") }
        return Header(tag: tag, length: try length(&input))
    }

    private static var tooShort: PKIError { PKIError(.truncated, "the bytes end too early, in the middle of a value") }

    private static let stringTags: Set<UInt8> = [0x04, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e]

    /// The length, or nil where it is indefinite.
    private static func length(_ input: inout ArraySlice<UInt8>) throws(PKIError) -> Int? {
        guard let first = input.popFirst() else { throw tooShort }
        if first < 0x80 { return Int(first) }
        if first == 0x80 { return nil }
        let count = Int(first & 0x7f)
        guard count <= input.count else { throw tooShort }
        let digits = input.prefix(count).drop { $0 == 0 }
        input = input.dropFirst(count)
        guard digits.count <= 4 else { throw PKIError(.malformed, "a value claims to have more than four gigabytes") }
        return digits.reduce(0) { $0 << 8 | Int($1) }
    }
}
