/// The reasons about a link that are none about its certificates.
///
/// With those of `TrustFailure.Code` they are all that is reported of a link. Scripts may compare them.
public enum LinkReason: String, Sendable, CaseIterable {
    case addressUnknown = "address-unknown"
    case clientCertificateRefused = "client-certificate-refused"
    case clientKeyStorePassword = "client-keystore-password"
    case clientKeyStoreUnreadable = "client-keystore-unreadable"
    case handshakeFailed = "handshake-failed"
    case loginNotTried = "login-not-tried"
    case loginRefused = "login-refused"
    case noTLS = "no-tls"
    case notConfigured = "not-configured"
    case notEncrypted = "not-encrypted"
    case notVerified = "not-verified"
    case placeholder
    case storeUnfit = "store-unfit"
    case truststoreNotFound = "truststore-not-found"
    case truststorePassword = "truststore-password"
    case truststoreUnreadable = "truststore-unreadable"
    case unreachable
}
