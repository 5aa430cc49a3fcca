import COpenSSL
public import FoundationEssentials

/// What a new certificate shall say; signing turns it into one.
///
/// All certificates are version 3 with a random serial number of 128 bits and key identifiers (RFC 5280 §4.2.1.1,
/// §4.2.1.2), basic constraints and, where they are not empty, the other extensions below.
public struct CertificateTemplate: Sendable {
    /// Whom the certificate speaks of; may be empty where there are alternative names.
    public var subject: DistinguishedName
    /// The names that clients compare with the host they called.
    public var subjectAlternativeNames: [GeneralName] = []
    /// The first moment at which it is valid.
    public var notBefore: Date
    /// The last moment at which it is valid.
    public var notAfter: Date
    /// Whether it is the certificate of a certification authority.
    public var isCA = false
    /// How many CA certificates may stand between this one and an end-entity's; only for a CA.
    public var pathLength: Int?
    /// The names that certificates below this CA's may have; none of a kind leaves that kind free (RFC 5280 §4.2.1.10).
    public var permittedNames: [NameSubtree] = []
    /// What the key may be used for; encipherment is left out of the certificate where the key is not an RSA key.
    public var keyUsage: Set<KeyUsage> = []
    /// What the certificate may be used for.
    public var extendedKeyUsage: [ExtendedKeyUsage] = []
    /// Extensions as they shall be written, each in the place of what the properties above say in its matter.
    public var extensions: [CertificateExtension] = []

    /// Makes a template without names and usages.
    public init(subject: DistinguishedName, notBefore: Date, notAfter: Date) {
        self.subject = subject
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// A certificate for a TLS server that may also act as a client, as nodes of a cluster do.
    public static func endEntity(
        subject: DistinguishedName,
        names: [GeneralName],
        usages: [ExtendedKeyUsage],
        notBefore: Date,
        notAfter: Date
    ) -> CertificateTemplate {
        var template = CertificateTemplate(subject: subject, notBefore: notBefore, notAfter: notAfter)
        template.subjectAlternativeNames = names
        template.keyUsage = [.digitalSignature, .keyEncipherment]
        template.extendedKeyUsage = usages
        return template
    }

    /// A certificate for a certification authority that signs certificates and revocation lists.
    public static func authority(
        subject: DistinguishedName,
        pathLength: Int?,
        notBefore: Date,
        notAfter: Date
    ) -> CertificateTemplate {
        var template = CertificateTemplate(subject: subject, notBefore: notBefore, notAfter: notAfter)
        template.isCA = true
        template.pathLength = pathLength
        template.keyUsage = [.keyCertSign, .cRLSign]
        return template
    }

    /// The same certificate for another period: subject, names, usages and all else that it says but the key
    /// identifiers, which follow from the keys.
    public static func renewing(
        _ certificate: Certificate,
        notBefore: Date,
        notAfter: Date
    ) -> CertificateTemplate {
        var template = CertificateTemplate(subject: certificate.subject, notBefore: notBefore, notAfter: notAfter)
        template.isCA = certificate.isCA
        template.extensions = certificate.extensions.filter { !CertificateExtension.keyIdentifiers.contains($0.oid) }
        return template
    }

    /// Issues the certificate to the key that signs it.
    public func selfSigned(by key: PrivateKey) throws(PKIError) -> Certificate {
        try CertificateIssuance(self, for: key.publicKey, issuer: subject, authorityKey: key.publicKey).signed(
            with: key
        )
    }

    /// Issues the certificate to a key in the name of an issuer.
    ///
    /// - Throws: `keyMismatch` when the issuer's certificate does not carry the issuer's key.
    public func signed(
        for publicKey: PublicKey,
        by issuer: Certificate,
        key: PrivateKey
    ) throws(PKIError) -> Certificate {
        guard key.matches(issuer) else {
            throw PKIError(.keyMismatch, "the signing key does not belong to the certificate of '\(issuer.subject)'")
        }
        return try CertificateIssuance(self, for: publicKey, issuer: issuer.subject, authorityKey: key.publicKey)
            .signed(with: key)
    }
}
