import COpenSSL

extension Certificate {
    /// The number of certificates that one file may hold; the largest public bundles have a few hundred.
    public static let countLimit = 10_000

    /// Reads all certificates of a file: one in DER, or any number in PEM among other blocks and text.
    ///
    /// - Throws: `unsupportedFormat` when there is none, `malformed` with the number of the one that cannot be read.
    public static func readAll(_ bytes: [UInt8]) throws(PKIError) -> [Certificate] {
        guard PEM.looksLikePEM(bytes) else {
            guard bytes.first == 0x30 else {
                throw PKIError(.unsupportedFormat, "this is neither PEM nor DER")
            }
            return [try Certificate(der: bytes)]
        }
        let input = try MemoryBIO(reading: bytes)
        var certificates: [Certificate] = []
        while let handle = PEM_read_bio_X509(input.handle, nil, nil, nil) {
            certificates.append(try Certificate(owning: handle))
            guard certificates.count <= countLimit else {
                throw PKIError(.limitExceeded, "the file holds more than \(countLimit) certificates")
            }
        }
        // At the end of the input OpenSSL reports that no further BEGIN line was found.
        guard girctl_error_reason(girctl_error_peek()) == PEM_R_NO_START_LINE else {
            throw openSSLFailure(.malformed, "certificate \(certificates.count + 1) of the file cannot be read")
        }
        ERR_clear_error()
        guard !certificates.isEmpty else {
            throw PKIError(
                .unsupportedFormat,
                "there is no certificate in this PEM file",
                hint: "a '-----BEGIN CERTIFICATE-----' block is looked for"
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
