import FoundationEssentials

/// A certificate with everything that building and judging a path needs, decoded once.
///
/// Decoding is strict and never fails as a whole: what cannot be read is kept as ``defect`` for the policies.
struct PathCertificate: Sendable {
    let certificate: Certificate
    let version: Int
    let serialNumber: ArraySlice<UInt8>
    let subject: CanonicalName
    let issuer: CanonicalName
    let keyInfo: ArraySlice<UInt8>
    let extensions: CertificateExtensions
    /// Why the certificate is not one, or nil.
    let defect: String?

    init(_ certificate: Certificate) {
        let fields: Fields
        do throws(PKIError) {
            fields = try Fields(certificate.der)
            defect = nil
        } catch {
            fields = Fields(version: certificate.version)
            defect = error.reason
        }
        self.certificate = certificate
        version = fields.version
        serialNumber = fields.serialNumber
        subject = fields.subject
        issuer = fields.issuer
        keyInfo = fields.keyInfo
        extensions = fields.extensions
    }

    /// Whether subject and issuer are the same name: a root, or a CA that changes its key (RFC 5280 §3.2).
    var isSelfIssued: Bool { subject == issuer }

    /// Whether the certificate names itself as a CA; before version 3 there was no way to say so.
    var isCA: Bool { extensions.basicConstraints?.isCA ?? false }

    /// The subject as people read it; a certificate without one is named by its alternative name or number.
    var title: String {
        if !certificate.subject.isEmpty { return certificate.subject.description }
        if let name = extensions.subjectAlternativeNames?.first { return name.text }
        return "certificate \(certificate.serialNumber)"
    }

    func isValid(at time: Date) -> Bool { certificate.notBefore <= time && time <= certificate.notAfter }
}

/// The fields of a certificate (RFC 5280 §4.1).
private struct Fields {
    var version = 1
    var serialNumber: ArraySlice<UInt8> = []
    var issuer = CanonicalName.empty
    var subject = CanonicalName.empty
    /// The contents of SubjectPublicKeyInfo.
    var keyInfo: ArraySlice<UInt8> = []
    var extensions = CertificateExtensions()

    /// The fields of a certificate that cannot be read.
    init(version: Int) { self.version = version }

    init(_ der: [UInt8]) throws(PKIError) {
        var whole = DERReader(der)
        var outer = try whole.next(DERTag.sequence).reader
        try whole.finish()
        var body = try outer.next(DERTag.sequence).reader
        let outerAlgorithm = try outer.next(DERTag.sequence)
        _ = try outer.next(DERTag.bitString)
        try outer.finish()

        if var explicit = try body.optional(DERTag.constructed(0))?.reader {
            version = try explicit.next(DERTag.integer).count + 1
            try explicit.finish()
        }
        let serial = try body.next(DERTag.integer)
        try serial.checkInteger()
        serialNumber = serial.contents
        let innerAlgorithm = try body.next(DERTag.sequence)
        issuer = try CanonicalName(body.next(DERTag.sequence).contents)
        _ = try body.next(DERTag.sequence)
        subject = try CanonicalName(body.next(DERTag.sequence).contents)
        keyInfo = try body.next(DERTag.sequence).contents
        _ = try body.optional(DERTag.primitive(1))
        _ = try body.optional(DERTag.primitive(2))
        if var explicit = try body.optional(DERTag.constructed(3))?.reader {
            extensions = try CertificateExtensions(explicit.next(DERTag.sequence).contents)
            try explicit.finish()
        }
        try body.finish()
        // RFC 5280 §4.1.1.2: the algorithm that is signed and the one that is used are the same.
        guard innerAlgorithm.encoded == outerAlgorithm.encoded else {
            throw PKIError(.malformed, "the signature algorithm is given twice, and differently")
        }
    }
}
