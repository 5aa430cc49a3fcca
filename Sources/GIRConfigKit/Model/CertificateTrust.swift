/// How the certificate of a peer is checked: what `webDAVTrustedCA` and its like say.
public enum CertificateTrust: Sendable, Hashable {
    /// With the CAs in a PEM or JKS file.
    case file(String)
    /// With the CAs that Java knows.
    case javaTruststore
    /// Not at all.
    case unchecked
}
