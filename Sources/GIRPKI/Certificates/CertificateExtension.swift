/// An extension of a certificate as it was written (RFC 5280 §4.2).
public struct CertificateExtension: Sendable, Hashable {
    /// The object identifier in dotted form.
    public let oid: String
    /// Whether whoever does not understand it has to reject the certificate.
    public let isCritical: Bool
    /// The contents of `extnValue`: the DER of the extension itself.
    public let value: [UInt8]

    /// The extensions that follow from the keys: subject and authority key identifier (RFC 5280 §4.2.1.1, §4.2.1.2).
    static let keyIdentifiers = ["2.5.29.14", "2.5.29.35"]

    /// The identifier of the basic constraints.
    static let basicConstraintsOID = "2.5.29.19"

    /// The identifier of the subject alternative names.
    public static let subjectAlternativeNamesOID = "2.5.29.17"

    /// The subject alternative names (RFC 5280 §4.2.1.6).
    public static func subjectAlternativeNames(
        _ names: [GeneralName],
        isCritical: Bool = false
    ) -> CertificateExtension {
        CertificateExtension(
            oid: subjectAlternativeNamesOID,
            isCritical: isCritical,
            value: DERWriter.sequence(names.map(\.der))
        )
    }

    /// The DER of the extension: identifier, criticality where it is not the default, and value (RFC 5280 §4.1).
    var der: [UInt8] {
        DERWriter.sequence(
            [DERWriter.objectIdentifier(oid)] + (isCritical ? [DERWriter.boolean(true)] : [])
                + [DERWriter.octetString(value)]
        )
    }
}
