import COpenSSL

/// Owns one X509 of OpenSSL's.
///
/// It is only read after it is made; OpenSSL guards what it fills in later with a lock of its own.
final class X509Handle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// Reads one certificate in DER or BER; nothing may follow it.
    init(_ bytes: [UInt8]) throws(PKIError) {
        var consumed = 0
        let found: OpaquePointer? = bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let found = d2i_X509(nil, &cursor, buffer.count)
            consumed = (cursor ?? buffer.baseAddress).flatMap { end in buffer.baseAddress.map { end - $0 } } ?? 0
            return found
        }
        guard let found else { throw openSSLFailure(.malformed, "the certificate cannot be read") }
        pointer = found
        guard consumed == bytes.count else {
            throw PKIError(.malformed, "\(bytes.count - consumed) bytes follow the certificate")
        }
    }

    deinit { X509_free(pointer) }

    /// The certificate in DER, in whatever rules it was read: its signature is right for the bytes that were read alone.
    func distinguished() throws(PKIError) -> [UInt8] {
        // Of a copy, because the one that is asked for its fields anew forgets the bytes that are signed.
        let copy = X509Handle(owning: try made(X509_dup(pointer), "cannot copy the certificate"))
        let body = try encoded("cannot encode the certificate") { i2d_re_X509_tbs(copy.pointer, $0) }
        var signature: UnsafePointer<ASN1_BIT_STRING>?
        var algorithm: UnsafePointer<X509_ALGOR>?
        X509_get0_signature(&signature, &algorithm, copy.pointer)
        return DERWriter.sequence([
            body, try encoded("cannot encode the certificate") { i2d_X509_ALGOR(algorithm, $0) },
            try encoded("cannot encode the certificate") { i2d_ASN1_BIT_STRING(signature, $0) },
        ])
    }
}
