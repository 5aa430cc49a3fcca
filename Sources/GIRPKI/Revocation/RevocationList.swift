import COpenSSL
public import FoundationEssentials

/// A certificate revocation list: the certificates that an issuer has taken back (RFC 5280 §5).
///
/// Two lists are equal when their bytes are.
public final class RevocationList: @unchecked Sendable, Hashable {
    // Read only after it is made; OpenSSL guards what it fills in later with a lock of its own.
    private let handle: OpaquePointer

    /// The list in DER, byte for byte as it was read.
    public let der: [UInt8]
    /// The moment at which it was made.
    public let thisUpdate: Date
    /// The moment at which the next one comes; nil where the issuer does not say.
    public let nextUpdate: Date?

    let fields: RevocationListFields

    /// The largest list that is taken; those of large public CAs have some megabytes.
    public static let sizeLimit = 64 << 20

    /// Reads one list in DER; nothing may follow it.
    ///
    /// - Throws: `malformed` with the reason.
    public convenience init(der: [UInt8]) throws(PKIError) {
        guard der.count <= RevocationList.sizeLimit else {
            throw PKIError(.limitExceeded, "the revocation list is larger than \(RevocationList.sizeLimit) bytes")
        }
        let handle: OpaquePointer? = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_X509_CRL(nil, &cursor, buffer.count)
        }
        guard let handle else { throw openSSLFailure(.malformed, "the revocation list cannot be read") }
        try self.init(owning: handle, der: der)
    }

    /// Takes the X509_CRL over.
    init(owning handle: OpaquePointer, der: [UInt8]? = nil) throws(PKIError) {
        self.handle = handle
        do throws(PKIError) {
            let bytes: [UInt8]
            if let der {
                bytes = der
            } else {
                bytes = try encoded("cannot encode the revocation list") { i2d_X509_CRL(handle, $0) }
            }
            fields = try RevocationListFields(bytes)
            guard let made = date(of: X509_CRL_get0_lastUpdate(handle)) else {
                throw PKIError(.malformed, "the time of the revocation list cannot be read")
            }
            self.der = bytes
            thisUpdate = made
            nextUpdate = date(of: X509_CRL_get0_nextUpdate(handle))
        } catch {
            X509_CRL_free(handle)
            throw error
        }
    }

    deinit { X509_CRL_free(handle) }

    /// Whether both are the same bytes.
    public static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// Reads all lists of a file: one in DER, or any number in PEM among other blocks and text.
    ///
    /// - Throws: `unsupportedFormat` when there is none, `malformed` with the number of the one that cannot be read.
    public static func readAll(_ bytes: [UInt8]) throws(PKIError) -> [RevocationList] {
        guard PEM.looksLikePEM(bytes) else {
            guard bytes.first == 0x30 else { throw PKIError(.unsupportedFormat, "this is neither PEM nor DER") }
            return [try RevocationList(der: bytes)]
        }
        let input = try MemoryBIO(reading: bytes)
        var lists: [RevocationList] = []
        while let handle = PEM_read_bio_X509_CRL(input.handle, nil, nil, nil) {
            lists.append(try RevocationList(owning: handle))
            guard lists.count <= Certificate.countLimit else {
                throw PKIError(.limitExceeded, "the file holds more than \(Certificate.countLimit) revocation lists")
            }
        }
        guard girctl_error_reason(girctl_error_peek()) == PEM_R_NO_START_LINE else {
            throw openSSLFailure(.malformed, "revocation list \(lists.count + 1) of the file cannot be read")
        }
        ERR_clear_error()
        guard !lists.isEmpty else {
            throw PKIError(
                .unsupportedFormat,
                "there is no revocation list in this PEM file",
                hint: "a '-----BEGIN X509 CRL-----' block is looked for"
            )
        }
        return lists
    }

    /// Whether the key's signature on this list is right; says nothing about whether the key may sign.
    func isSigned(by key: PublicKey) -> Bool {
        defer { ERR_clear_error() }
        return X509_CRL_verify(handle, key.handle) == 1
    }

    /// Whether the digest of the signature can be made to collide.
    var hasWeakSignature: Bool {
        var digest: Int32 = 0
        guard OBJ_find_sigid_algs(X509_CRL_get_signature_nid(handle), &digest, nil) == 1 else { return true }
        return [NID_sha1, NID_md5, NID_md4, NID_md2].contains(digest)
    }

    /// When the certificate with this number was revoked.
    func revocationDate(of certificate: Certificate) -> Date? {
        defer { ERR_clear_error() }
        let date = try? certificate.withX509 { x509 throws(PKIError) -> Date? in
            var entry: OpaquePointer?
            guard X509_CRL_get0_by_serial(handle, &entry, X509_get0_serialNumber(x509)) != 0 else { return nil }
            return GIRPKI.date(of: X509_REVOKED_get0_revocationDate(entry))
        }
        return date ?? nil
    }
}
