import GIRCommandLine
import GIRConfigKit

extension LinkReason {
    /// What it means for the exit status of `ca validate`.
    var status: ExitStatus {
        switch self {
        case .addressUnknown, .notConfigured, .placeholder, .truststoreNotFound, .truststorePassword: .incomplete
        case .clientCertificateRefused, .handshakeFailed, .noTLS, .notEncrypted, .notVerified, .truststoreUnreadable:
            .findings
        case .unreachable: .unavailable
        }
    }
}
