import COpenSSL
import FoundationEssentials

/// What a certificate says (RFC 5280 §4.1), with its public key left in DER.
///
/// OpenSSL decodes the key of each certificate that it reads, which costs more than all other fields together and loads
/// its providers; a certificate that is only listed, copied or looked up needs no key. Each field is still read by
/// OpenSSL, so what is taken here is taken by `d2i_X509` too.
struct CertificateFields: Sendable {
    let version: Int
    let serialNumber: String
    let signatureAlgorithm: String
    let issuer: DistinguishedName
    let notBefore: Date
    let notAfter: Date
    let subject: DistinguishedName
    /// The SubjectPublicKeyInfo in DER.
    let keyInfo: ArraySlice<UInt8>
    let extensions: [CertificateExtension]

    init(_ der: [UInt8]) throws(PKIError) {
        var file = DERReader(der)
        var whole = try file.next(DERTag.sequence).reader
        try file.finish()
        var body = try whole.next(DERTag.sequence).reader
        _ = try Self.algorithm(whole.next())
        try Self.checkBits(whole.next(DERTag.bitString))
        try whole.finish()

        version = try body.optional(DERTag.constructed(0)).map(Self.version) ?? 1
        serialNumber = try Self.serialNumber(body.next())
        signatureAlgorithm = try Self.algorithm(body.next())
        let issuer = try body.next()
        var validity = try body.next(DERTag.sequence).reader
        notBefore = try Self.time(validity.next())
        notAfter = try Self.time(validity.next())
        try validity.finish()
        let subject = try body.next()
        self.issuer = try DistinguishedName(reading: issuer)
        self.subject = subject.encoded == issuer.encoded ? self.issuer : try DistinguishedName(reading: subject)
        keyInfo = try Self.keyInfo(body.next(DERTag.sequence))
        for number: UInt8 in 1...2 { try body.optional(DERTag.primitive(number)).map(Self.checkBits) }
        extensions = try body.optional(DERTag.constructed(3)).map(Self.extensions) ?? []
        try body.finish()
    }

    private static func version(_ explicit: DERValue) throws(PKIError) -> Int {
        var reader = explicit.reader
        let number = try reader.next()
        try reader.finish()
        let integer = try read(number) { d2i_ASN1_INTEGER(nil, $0, $1) }
        defer { ASN1_INTEGER_free(integer) }
        let version = ASN1_INTEGER_get(integer)
        return version < Int.max ? version + 1 : 0
    }

    private static func serialNumber(_ value: DERValue) throws(PKIError) -> String {
        let number = try read(value) { d2i_ASN1_INTEGER(nil, $0, $1) }
        defer { ASN1_INTEGER_free(number) }
        let isNegative = number.pointee.type == V_ASN1_NEG_INTEGER
        let digits = number.pointee.bytes.hex.drop { $0 == "0" }
        return (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits)
    }

    /// The name of the algorithm as OpenSSL prints it.
    private static func algorithm(_ value: DERValue) throws(PKIError) -> String {
        let algorithm = try read(value) { d2i_X509_ALGOR(nil, $0, $1) }
        defer { X509_ALGOR_free(algorithm) }
        let object = algorithm.pointee.algorithm
        let nid = OBJ_obj2nid(object)
        guard nid != NID_undef, let name = OBJ_nid2ln(nid) else { return dotted(object) }
        return String(cString: name)
    }

    private static func time(_ value: DERValue) throws(PKIError) -> Date {
        let time = try read(value) { d2i_ASN1_TIME(nil, $0, $1) }
        defer { ASN1_TIME_free(time) }
        guard let date = date(of: time) else {
            throw PKIError(.malformed, "the certificate's validity period cannot be read")
        }
        return date
    }

    private static func keyInfo(_ value: DERValue) throws(PKIError) -> ArraySlice<UInt8> {
        var reader = value.reader
        _ = try algorithm(reader.next())
        try checkBits(reader.next(DERTag.bitString))
        try reader.finish()
        return value.encoded
    }

    private static func checkBits(_ value: DERValue) throws(PKIError) {
        guard let unused = value.contents.first, unused < 8 else {
            throw PKIError(.malformed, "a bit string has no or a wrong count of unused bits")
        }
    }

    private static func extensions(_ explicit: DERValue) throws(PKIError) -> [CertificateExtension] {
        var outer = explicit.reader
        var list = try outer.next(DERTag.sequence).reader
        try outer.finish()
        var extensions: [CertificateExtension] = []
        while !list.isAtEnd {
            var item = try list.next(DERTag.sequence).reader
            let object = try read(item.next()) { d2i_ASN1_OBJECT(nil, $0, $1) }
            defer { ASN1_OBJECT_free(object) }
            let isCritical = try item.optional(DERTag.boolean)?.contents ?? [0]
            guard isCritical.count == 1 else { throw PKIError(.malformed, "a boolean has more than one byte") }
            let value = try item.next(DERTag.octetString).contents
            try item.finish()
            extensions.append(
                CertificateExtension(oid: dotted(object), isCritical: isCritical != [0], value: Array(value))
            )
        }
        return extensions
    }
}

extension DistinguishedName {
    fileprivate init(reading value: DERValue) throws(PKIError) {
        let name = try read(value) { d2i_X509_NAME(nil, $0, $1) }
        defer { X509_NAME_free(name) }
        try self.init(reading: name)
    }
}

/// Reads one value with one of OpenSSL's `d2i_` functions; whoever calls frees what it made.
private func read<Value>(
    _ value: DERValue,
    _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Value?
) throws(PKIError) -> Value {
    let decoded = value.encoded.withUnsafeBufferPointer { buffer in
        var cursor = buffer.baseAddress
        return decode(&cursor, buffer.count)
    }
    guard let decoded else { throw openSSLFailure(.malformed, "a field of the certificate cannot be read") }
    return decoded
}
