import COpenSSL
public import FoundationEssentials

/// An X.509 certificate (RFC 5280 §4).
///
/// Two certificates are equal when their bytes are.
public final class Certificate: @unchecked Sendable, Hashable {
    // Read only after it is made; OpenSSL guards the parts of an X509 that it fills in later with a lock of its own.
    let handle: OpaquePointer

    /// The certificate in DER, byte for byte as it was read.
    public let der: [UInt8]

    /// Whom the certificate speaks of.
    public let subject: DistinguishedName
    /// Who signed it.
    public let issuer: DistinguishedName
    /// The first moment at which it is valid.
    public let notBefore: Date
    /// The last moment at which it is valid.
    public let notAfter: Date

    /// The largest certificate that is taken; those of real life have one to four kilobytes.
    public static let sizeLimit = 1 << 20

    /// Reads one certificate in DER; nothing may follow it.
    ///
    /// - Throws: `malformed` with OpenSSL's reason.
    public convenience init(der: [UInt8]) throws(PKIError) {
        guard der.count <= Certificate.sizeLimit else {
            throw PKIError(.limitExceeded, "the certificate is larger than \(Certificate.sizeLimit) bytes")
        }
        var consumed = 0
        let handle: OpaquePointer? = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let handle = d2i_X509(nil, &cursor, buffer.count)
            consumed = (cursor ?? buffer.baseAddress).flatMap { end in buffer.baseAddress.map { end - $0 } } ?? 0
            return handle
        }
        guard let handle else { throw openSSLFailure(.malformed, "the certificate cannot be read") }
        guard consumed == der.count else {
            X509_free(handle)
            throw PKIError(.malformed, "\(der.count - consumed) bytes follow the certificate")
        }
        try self.init(owning: handle, der: der)
    }

    /// Takes the X509 over.
    init(owning handle: OpaquePointer, der: [UInt8]? = nil) throws(PKIError) {
        self.handle = handle
        do throws(PKIError) {
            if let der {
                self.der = der
            } else {
                self.der = try encoded("cannot encode the certificate") { i2d_X509(handle, $0) }
            }
            subject = try DistinguishedName(reading: X509_get_subject_name(handle))
            issuer = try DistinguishedName(reading: X509_get_issuer_name(handle))
            guard let from = date(of: X509_get0_notBefore(handle)), let until = date(of: X509_get0_notAfter(handle))
            else {
                throw PKIError(.malformed, "the certificate's validity period cannot be read")
            }
            notBefore = from
            notAfter = until
        } catch {
            X509_free(handle)
            throw error
        }
    }

    deinit { X509_free(handle) }

    /// Whether both are the same bytes.
    public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// Lends the X509 for the length of the call.
    func withX509<Result>(_ body: (OpaquePointer) throws(PKIError) -> Result) throws(PKIError) -> Result {
        try body(handle)
    }

    /// The version: 1, 2 or 3; only 3 has extensions.
    public var version: Int { X509_get_version(handle) + 1 }

    /// The serial number in lower-case hexadecimal, with a minus sign where a faulty issuer made it negative.
    public var serialNumber: String {
        guard let number = X509_get0_serialNumber(handle) else { return "" }
        let isNegative = number.pointee.type == V_ASN1_NEG_INTEGER
        let digits = number.pointee.bytes.hex.drop { $0 == "0" }
        return (isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits)
    }

    /// The SHA-256 fingerprint.
    public var sha256: [UInt8] { Digest.sha256(der) }

    /// The public key it certifies.
    ///
    /// - Throws: `unsupportedAlgorithm` where OpenSSL does not know the key's kind or its parameters.
    public var publicKey: PublicKey {
        get throws(PKIError) {
            guard let key = X509_get0_pubkey(handle) else {
                throw openSSLFailure(.unsupportedAlgorithm, "the public key of '\(subject)' cannot be read")
            }
            return try PublicKey(sharing: key)
        }
    }

    /// The algorithm and size of the public key, without the key: reports of many certificates need no more.
    public var keyAlgorithm: KeyAlgorithm? {
        guard let key = X509_get0_pubkey(handle) else {
            ERR_clear_error()
            return nil
        }
        return KeyAlgorithm(reading: key)
    }

    /// The name of the signature algorithm as OpenSSL prints it, such as `sha256WithRSAEncryption`.
    public var signatureAlgorithm: String {
        var algorithm: OpaquePointer?
        X509_ALGOR_get0(&algorithm, nil, nil, X509_get0_tbs_sigalg(handle))
        let nid = OBJ_obj2nid(algorithm)
        guard nid != NID_undef, let name = OBJ_nid2ln(nid) else { return dotted(algorithm) }
        return String(cString: name)
    }

    /// The extensions in the order of the encoding.
    public var extensions: [CertificateExtension] {
        (0..<max(X509_get_ext_count(handle), 0)).compactMap { index in
            guard let item = X509_get_ext(handle, index), let value = X509_EXTENSION_get_data(item) else { return nil }
            return CertificateExtension(
                oid: dotted(X509_EXTENSION_get_object(item)),
                isCritical: X509_EXTENSION_get_critical(item) == 1,
                value: value.pointee.bytes
            )
        }
    }

    /// Whether the key's signature on this certificate is right; says nothing about whether the key may sign.
    public func isSigned(by key: PublicKey) -> Bool {
        defer { ERR_clear_error() }
        return X509_verify(handle, key.handle) == 1
    }
}
