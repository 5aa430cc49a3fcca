/// A distinguished name in the form in which names are compared (RFC 5280 §7.1): letters without case, runs of spaces
/// as one, the string type forgotten, the attributes of a relative name in a fixed order.
struct CanonicalName: Sendable, Hashable {
    /// One relative name: its attributes as `type=value`, sorted.
    typealias RelativeName = [Attribute]

    struct Attribute: Sendable, Hashable {
        let type: String
        let value: String
    }

    let relativeNames: [RelativeName]

    static let empty = CanonicalName(relativeNames: [])

    /// The most relative names and attributes that are read; real names have about ten.
    static let attributeLimit = 10_000

    init(relativeNames: [RelativeName]) { self.relativeNames = relativeNames }

    /// Reads the contents of a `Name`: the RDNSequence without its tag and length.
    init(_ contents: ArraySlice<UInt8>) throws(PKIError) {
        var names: [RelativeName] = []
        var count = 0
        var sequence = DERReader(contents)
        while !sequence.isAtEnd {
            var set = try sequence.next(DERTag.set).reader
            var attributes: RelativeName = []
            repeat {
                var pair = try set.next(DERTag.sequence).reader
                let type = try pair.next(DERTag.objectIdentifier).objectIdentifier
                attributes.append(Attribute(type: type, value: Self.canonicalText(try pair.next())))
                try pair.finish()
                count += 1
                guard count <= Self.attributeLimit else {
                    throw PKIError(.limitExceeded, "a name has more than \(Self.attributeLimit) attributes")
                }
            } while !set.isAtEnd
            attributes.sort { ($0.type, $0.value) < ($1.type, $1.value) }
            names.append(attributes)
        }
        relativeNames = names
    }

    var isEmpty: Bool { relativeNames.isEmpty }

    /// Whether the name lies in the subtree below `base`: begins with the same relative names (RFC 5280 §4.2.1.10).
    func isWithin(_ base: CanonicalName) -> Bool { relativeNames.starts(with: base.relativeNames) }

    /// The values of the attributes of a type, in canonical form.
    func values(of type: String) -> [String] {
        relativeNames.joined().filter { $0.type == type }.map(\.value)
    }

    // The decoded characters for the string types; for anything else the tag and the bytes, compared as they are.
    private static func canonicalText(_ value: DERValue) -> String {
        switch value.tag {
        case 0x0c, 0x12, 0x13, 0x16, 0x1a: folded(String(decoding: value.contents, as: UTF8.self))
        // T61String has a character set of its own that nobody implements; its bytes are Latin-1 in practice.
        case 0x14: folded(String(String.UnicodeScalarView(value.contents.map { Unicode.Scalar($0) })))
        case 0x1e where value.contents.count.isMultiple(of: 2):
            folded(String(decoding: units(value.contents), as: UTF16.self))
        default: "#" + value.encoded.hex
        }
    }

    private static func units(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
        stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}
