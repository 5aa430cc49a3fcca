import FoundationEssentials
import GIRPKI

extension Metrics {
    /// Notes that the configuration was read, and whether it could be used.
    func configurationIsLoaded(_ isUsed: Bool, at now: Date) {
        set(.configReloadSuccess, to: isUsed ? 1 : 0)
        set(.configReloadTime, to: now.timeIntervalSince1970.rounded())
    }
}

extension TLSSettings {
    /// Tells when the certificate that is served with expires.
    func tell(_ metrics: Metrics) {
        let expires = identity.endEntity.notAfter.timeIntervalSince1970
        metrics.set(.certificateNotAfter, "listener", identity.alias, to: expires)
    }
}
