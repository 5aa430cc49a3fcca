import FoundationEssentials
import GIRPKI

extension TLSSettings {
    /// Tells when the certificate that is served with expires.
    func tell(_ metrics: Metrics) {
        let expires = identity.endEntity.notAfter.timeIntervalSince1970
        metrics.set(.certificateNotAfter, "listener", identity.alias, to: expires)
    }
}
