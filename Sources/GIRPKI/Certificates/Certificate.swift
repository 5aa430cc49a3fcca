import COpenSSL
public import FoundationEssentials
import Synchronization

/// An X.509 certificate (RFC 5280 §4).
///
/// Two certificates are equal when their bytes are.
public final class Certificate: Sendable, Hashable {
    private let fields: CertificateFields
    // Made when it is first asked for, and only read from then on.
    private let x509: Mutex<X509Handle?>

    /// The certificate in DER, byte for byte as it was read.
    public let der: [UInt8]

    /// Whom the certificate speaks of.
    public var subject: DistinguishedName { fields.subject }
    /// Who signed it.
    public var issuer: DistinguishedName { fields.issuer }
    /// The first moment at which it is valid.
    public var notBefore: Date { fields.notBefore }
    /// The last moment at which it is valid.
    public var notAfter: Date { fields.notAfter }

    /// The largest certificate that is taken; those of real life have one to four kilobytes.
    public static let sizeLimit = 1 << 20

    /// Reads one certificate in DER; nothing may follow it.
    ///
    /// - Throws: `malformed` with OpenSSL's reason.
    public init(der: [UInt8]) throws(PKIError) {
        guard der.count <= Certificate.sizeLimit else {
            throw PKIError(.limitExceeded, "the certificate is larger than \(Certificate.sizeLimit) bytes")
        }
        self.der = der
        do throws(PKIError) {
            fields = try CertificateFields(der)
            x509 = Mutex(nil)
        } catch {
            // OpenSSL takes BER too, and says best what is wrong.
            let handle = try X509Handle(der)
            fields = try CertificateFields(handle.distinguished())
            x509 = Mutex(handle)
        }
    }

    /// Takes the X509 over.
    init(owning handle: OpaquePointer) throws(PKIError) {
        let handle = X509Handle(owning: handle)
        der = try encoded("cannot encode the certificate") { i2d_X509(handle.pointer, $0) }
        fields = try CertificateFields(der)
        x509 = Mutex(handle)
    }

    /// Whether both are the same bytes.
    public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// Lends the X509 for the length of the call.
    func withX509<Result>(_ body: (OpaquePointer) throws(PKIError) -> Result) throws(PKIError) -> Result {
        let handle = try x509.withLock { slot throws(PKIError) in
            let handle = if let slot { slot } else { try X509Handle(der) }
            slot = handle
            return handle
        }
        return try body(handle.pointer)
    }

    /// The version: 1, 2 or 3; only 3 has extensions.
    public var version: Int { fields.version }

    /// The serial number in lower-case hexadecimal, with a minus sign where a faulty issuer made it negative.
    public var serialNumber: String { fields.serialNumber }

    /// The SHA-256 fingerprint.
    public var sha256: [UInt8] { Digest.sha256(der) }

    /// The public key it certifies.
    ///
    /// - Throws: `unsupportedAlgorithm` where OpenSSL does not know the key's kind or its parameters.
    public var publicKey: PublicKey {
        get throws(PKIError) {
            try withX509 { handle throws(PKIError) in
                guard let key = X509_get0_pubkey(handle) else {
                    throw openSSLFailure(.unsupportedAlgorithm, "the public key of '\(subject)' cannot be read")
                }
                return try PublicKey(sharing: key)
            }
        }
    }

    /// The algorithm and size of the public key, without the key: reports of many certificates need no more.
    public var keyAlgorithm: KeyAlgorithm? { KeyAlgorithm(keyInfo: fields.keyInfo) ?? (try? publicKey.algorithm) }

    /// The name of the signature algorithm as OpenSSL prints it, such as `sha256WithRSAEncryption`.
    public var signatureAlgorithm: String { fields.signatureAlgorithm }

    /// The extensions in the order of the encoding.
    public var extensions: [CertificateExtension] { fields.extensions }

    /// Whether the key's signature on this certificate is right; says nothing about whether the key may sign.
    public func isSigned(by key: PublicKey) -> Bool {
        defer { ERR_clear_error() }
        return (try? withX509 { handle throws(PKIError) in X509_verify(handle, key.handle) == 1 }) ?? false
    }
}
