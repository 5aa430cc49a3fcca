import GIRCommandLine

/// The reasons about a link that are none about its certificates.
///
/// With those of `TrustFailure.Code` they are all that `ca validate` reports. Scripts may compare them.
enum LinkReason: String, CaseIterable {
    case addressUnknown = "address-unknown"
    case clientCertificateRefused = "client-certificate-refused"
    case handshakeFailed = "handshake-failed"
    case noTLS = "no-tls"
    case notConfigured = "not-configured"
    case notEncrypted = "not-encrypted"
    case notVerified = "not-verified"
    case placeholder
    case truststoreNotFound = "truststore-not-found"
    case truststorePassword = "truststore-password"
    case truststoreUnreadable = "truststore-unreadable"
    case unreachable

    /// What it means for the command's exit status.
    var status: ExitStatus {
        switch self {
        case .addressUnknown, .notConfigured, .placeholder, .truststoreNotFound, .truststorePassword: .incomplete
        case .clientCertificateRefused, .handshakeFailed, .noTLS, .notEncrypted, .notVerified, .truststoreUnreadable:
            .findings
        case .unreachable: .unavailable
        }
    }
}
