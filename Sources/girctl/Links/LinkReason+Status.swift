import GIRCommandLine
import GIRConfigKit

extension LinkReason {
    /// What it means for the exit status of `ca validate`.
    var status: ExitStatus {
        switch self {
        case .addressUnknown, .clientKeyStorePassword, .loginNotTried, .notConfigured, .placeholder,
            .truststoreNotFound,
            .truststorePassword:
            .incomplete
        case .clientCertificateRefused, .clientKeyStoreUnreadable, .handshakeFailed, .loginRefused, .noTLS,
            .notEncrypted,
            .notVerified, .storeUnfit, .truststoreUnreadable:
            .findings
        case .unreachable: .unavailable
        }
    }
}
