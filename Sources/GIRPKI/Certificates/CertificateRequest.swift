import COpenSSL

/// A certification request: what an authority is asked to certify (PKCS#10, RFC 2986).
public struct CertificateRequest: Sendable {
    /// The request in DER.
    public let der: [UInt8]
    /// What the request says, without its signature: the same for the same key, subject and extensions.
    public let information: [UInt8]

    /// Makes a request, signed by the key that shall be certified.
    ///
    /// - Parameter extensions: what the certificate shall have (RFC 2985 §5.4.2); an authority may do otherwise.
    public init(
        subject: DistinguishedName,
        extensions: [CertificateExtension],
        key: PrivateKey
    ) throws(PKIError) {
        try key.checkCanSign()
        let what = "cannot make the request"
        let handle = try made(X509_REQ_new(), what)
        defer { X509_REQ_free(handle) }
        // RFC 2986 §4.1: version 1 is written as 0.
        try succeeded(X509_REQ_set_version(handle, 0), what)
        try succeeded(subject.withX509Name { X509_REQ_set_subject_name(handle, $0) }, what)
        try succeeded(X509_REQ_set_pubkey(handle, key.publicKey.handle), what)
        if !extensions.isEmpty {
            let list = DERWriter.sequence(extensions.map(\.der))
            try succeeded(
                X509_REQ_add1_attr_by_NID(handle, NID_ext_req, V_ASN1_SEQUENCE, list, Int32(clamping: list.count)),
                what
            )
        }
        guard X509_REQ_sign(handle, key.handle, key.signatureDigest) > 0 else {
            throw openSSLFailure(.cryptography, what)
        }
        try self.init(reading: handle)
    }

    /// Reads the first request of a file in PEM, or one in DER.
    ///
    /// - Throws: `malformed` where there is none.
    public init(_ bytes: [UInt8]) throws(PKIError) {
        let input = try MemoryBIO(reading: bytes)
        let found =
            PEM.looksLikePEM(bytes)
            ? PEM_read_bio_X509_REQ(input.handle, nil, nil, nil) : d2i_X509_REQ_bio(input.handle, nil)
        guard let handle = found else { throw openSSLFailure(.malformed, "the certification request cannot be read") }
        defer { X509_REQ_free(handle) }
        try self.init(reading: handle)
    }

    private init(reading handle: OpaquePointer) throws(PKIError) {
        der = try encoded("cannot encode the request") { i2d_X509_REQ(handle, $0) }
        information = try encoded("cannot encode the request") { i2d_re_X509_REQ_tbs(handle, $0) }
    }

    /// The request in PEM (RFC 7468 §7).
    public var pem: String { PEM.text(der, label: "CERTIFICATE REQUEST") }
}
