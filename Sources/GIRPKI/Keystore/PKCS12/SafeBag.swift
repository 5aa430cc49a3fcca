/// One bag of a PKCS#12 store with the attributes that matter to keystores (RFC 7292 §4.2).
struct SafeBag {
    enum Value {
        case certificate(Certificate)
        /// A PrivateKeyInfo in the clear.
        case key(Secret)
        /// A bag of a kind that is no entry; the whole bag in DER.
        case other([UInt8])
        /// The secret's type and value in DER.
        case secret(type: String, value: [UInt8])
        /// An EncryptedPrivateKeyInfo in DER.
        case shroudedKey([UInt8])
    }

    let value: Value
    private(set) var friendlyName: String?
    private(set) var localKeyIDs: [[UInt8]] = []
    private(set) var isTrusted = false
    /// All other attributes, each in DER.
    private(set) var attributes: [[UInt8]] = []
    /// Whether the bag lies directly in the contents of the store, where Java looks, and is of a kind Java reads.
    let isVisibleToJava: Bool
    /// Whether the bag is the first of its contents.
    let isFirst: Bool

    /// - Parameters:
    ///   - identifier: the bag's kind.
    ///   - value: what is inside the explicit tag.
    ///   - attributes: the reader of the SET, if there is one.
    init(
        _ encoded: DERValue,
        identifier: String,
        value: DERValue,
        attributes: DERReader?,
        isNested: Bool,
        isFirst: Bool
    ) throws(PKIError) {
        self.value = try Self.value(encoded, identifier, value)
        self.isFirst = isFirst
        isVisibleToJava = !isNested && identifier != PKCS12Identifier.keyBag
        guard var attributes else { return }
        while !attributes.isAtEnd { try take(try attributes.next(DERTag.sequence)) }
    }

    private static func value(_ encoded: DERValue, _ identifier: String, _ value: DERValue) throws(PKIError) -> Value {
        switch identifier {
        case PKCS12Identifier.keyBag:
            return .key(Secret(value.encoded))
        case PKCS12Identifier.shroudedKeyBag:
            return .shroudedKey(Array(value.encoded))
        case PKCS12Identifier.certificateBag:
            let (type, contents) = try typed(value)
            guard type == PKCS12Identifier.x509Certificate else { return .other(Array(encoded.encoded)) }
            guard contents.tag == DERTag.octetString else {
                throw PKIError(.malformed, "a certificate bag does not hold a string of bytes")
            }
            return .certificate(try Certificate(der: Array(contents.contents)))
        case PKCS12Identifier.secretBag:
            let (type, contents) = try typed(value)
            return .secret(type: type, value: Array(contents.encoded))
        default:
            return .other(Array(encoded.encoded))
        }
    }

    // SEQUENCE { type OBJECT IDENTIFIER, value [0] EXPLICIT ANY }
    private static func typed(_ value: DERValue) throws(PKIError) -> (String, DERValue) {
        guard value.tag == DERTag.sequence else { throw PKIError(.malformed, "a bag is not a sequence") }
        var reader = value.reader
        let type = try reader.next(DERTag.objectIdentifier).objectIdentifier
        var explicit = try reader.next(DERTag.constructed(0)).reader
        let contents = try explicit.next()
        try explicit.finish()
        return (type, contents)
    }

    private mutating func take(_ attribute: DERValue) throws(PKIError) {
        var reader = attribute.reader
        let identifier = try reader.next(DERTag.objectIdentifier).objectIdentifier
        var values = try reader.next(DERTag.set).reader
        switch identifier {
        case PKCS12Identifier.friendlyName:
            friendlyName = values.isAtEnd ? nil : Self.text(try values.next())
        case PKCS12Identifier.localKeyID:
            while !values.isAtEnd { localKeyIDs.append(Array(try values.next().contents)) }
        case PKCS12Identifier.trustedKeyUsage:
            isTrusted = true
        default:
            attributes.append(Array(attribute.encoded))
        }
    }

    // RFC 7292 says BMPString; some programs write UTF8String.
    private static func text(_ value: DERValue) -> String {
        guard value.tag == 0x1e else { return String(decoding: value.contents, as: UTF8.self) }
        let bytes = Array(value.contents)
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }
}
