import COpenSSL

extension Certificate {
    /// The number of certificates that one file may hold; the largest public bundles have a few hundred.
    public static let countLimit = 10_000

    /// Reads all certificates of a file: PEM blocks among other blocks and text, one certificate in DER, or PKCS#7 (P7B).
    ///
    /// - Throws: `unsupportedFormat` when there is none, `malformed` with the number of the block that cannot be read.
    public static func readAll(_ bytes: [UInt8]) throws(PKIError) -> [Certificate] {
        let isPEM = PEM.looksLikePEM(bytes)
        guard isPEM || bytes.first == 0x30 else {
            throw PKIError(.unsupportedFormat, "this is neither PEM nor DER")
        }
        guard !isPEM else { return try readPEM(bytes) }
        do throws(PKIError) {
            return [try Certificate(der: bytes)]
        } catch {
            guard let certificates = try readPKCS7(bytes), !certificates.isEmpty else { throw error }
            return certificates
        }
    }

    /// Whether a PEM file has a block that says it is a certificate, or several in PKCS#7.
    public static func isInPEM(_ bytes: [UInt8]) -> Bool {
        PEM.labels(in: bytes).contains { PEMBlock.certificateLabels.contains($0) }
    }

    private static func readPEM(_ bytes: [UInt8]) throws(PKIError) -> [Certificate] {
        let input = try MemoryBIO(reading: bytes)
        var certificates: [Certificate] = []
        var count = 0
        while let block = PEMBlock(reading: input) {
            guard block.holdsCertificates else { continue }
            count += 1
            certificates += try read(block, number: count)
            guard certificates.count <= countLimit else {
                throw PKIError(.limitExceeded, "the file holds more than \(countLimit) certificates")
            }
        }
        // At the end of the input OpenSSL reports that no further BEGIN line was found.
        guard girctl_error_reason(girctl_error_peek()) == PEM_R_NO_START_LINE else {
            throw openSSLFailure(.malformed, "certificate \(count + 1) of the file cannot be read")
        }
        ERR_clear_error()
        guard !certificates.isEmpty else {
            let isRequest = PEM.labels(in: bytes).contains { $0.hasSuffix("CERTIFICATE REQUEST") }
            throw PKIError(
                .unsupportedFormat,
                isRequest ? "this is a request for a certificate" : "there is no certificate in this PEM file",
                hint: isRequest
                    ? "send it to the authority and use what comes back"
                    : "a '-----BEGIN CERTIFICATE-----' block is looked for"
            )
        }
        return certificates
    }

    // Some authorities' web pages call a P7B file "CERTIFICATE" too.
    private static func read(_ block: PEMBlock, number: Int) throws(PKIError) -> [Certificate] {
        let bytes = block.contents.revealBytes()
        if !block.isPKCS7, let certificate = try? Certificate(der: bytes) { return [certificate] }
        if let certificates = try readPKCS7(bytes) { return certificates }
        do throws(PKIError) {
            return [try Certificate(der: bytes)]
        } catch {
            throw PKIError(error.code, "certificate \(number) of the file cannot be read: \(error.reason)")
        }
    }

    /// The certificates of a PKCS#7 file in DER or BER (RFC 2315 §9.1), or nil where it is none.
    private static func readPKCS7(_ bytes: [UInt8]) throws(PKIError) -> [Certificate]? {
        let file: UnsafeMutablePointer<PKCS7>? = bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_PKCS7(nil, &cursor, buffer.count)
        }
        guard let file else {
            ERR_clear_error()
            return nil
        }
        defer { PKCS7_free(file) }
        var certificates: [Certificate] = []
        for index in 0..<girctl_pkcs7_count(file) {
            guard certificates.count < countLimit else {
                throw PKIError(.limitExceeded, "the file holds more than \(countLimit) certificates")
            }
            guard let handle = girctl_pkcs7_at(file, index) else { continue }
            certificates.append(
                try Certificate(der: try encoded("cannot encode the certificate") { i2d_X509(handle, $0) })
            )
        }
        return certificates
    }

    /// The certificate in PEM, with a line end after the last line.
    public var pem: String {
        let text = try? withX509 { handle throws(PKIError) in
            let output = try MemoryBIO()
            try succeeded(PEM_write_bio_X509(output.handle, handle), "cannot write the certificate")
            return output.withWritten { String(decoding: $0, as: UTF8.self) }
        }
        return text ?? ""
    }
}

extension PEMBlock {
    fileprivate var holdsCertificates: Bool { Self.certificateLabels.contains(label) }

    fileprivate var isPKCS7: Bool { !label.hasSuffix("CERTIFICATE") }

    // RFC 7468 §5 and §9, and what older programs write.
    fileprivate static let certificateLabels = [
        "CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "PKCS #7 SIGNED DATA", "CMS",
    ]
}
