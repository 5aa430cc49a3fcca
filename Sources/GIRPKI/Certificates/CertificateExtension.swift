/// An extension of a certificate as it was written (RFC 5280 §4.2).
public struct CertificateExtension: Sendable, Hashable {
    /// The object identifier in dotted form.
    public let oid: String
    /// Whether whoever does not understand it has to reject the certificate.
    public let isCritical: Bool
    /// The contents of `extnValue`: the DER of the extension itself.
    public let value: [UInt8]
}
