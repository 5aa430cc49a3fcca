/// What becomes of the options of `jetty.ssl` that this program does not follow.
///
/// Jetty has more of them than a server needs; what one of them asks for is done anyway, cannot be done, or would only
/// weaken the server.
enum TLSOptionEffect {
    /// Why an option changes nothing.
    struct Idle: Sendable {
        let option: String
        let reason: String
        /// The value with which it asks for what is done anyway; nil where every value is in vain.
        let agreed: String?
    }

    static let idle = [
        Idle(option: "jetty.ssl.soLingerTime", reason: "closing a connection waits for nothing", agreed: "-1"),
        Idle(option: "jetty.ssl.keyStoreType", reason: "the keystore's first bytes tell its type", agreed: nil),
        Idle(option: "jetty.ssl.trustStoreType", reason: "the truststore's first bytes tell its type", agreed: nil),
        Idle(option: "jetty.ssl.renegotiationAllowed", reason: "connections are never renegotiated", agreed: "false"),
        Idle(option: "jetty.ssl.renegotiationLimit", reason: "connections are never renegotiated", agreed: "0"),
        Idle(
            option: "jetty.ssl.sessionCachingEnabled",
            reason: "sessions are always resumed, by tickets",
            agreed: "true"
        ),
        Idle(option: "jetty.ssl.sslSessionCacheSize", reason: "tickets need no cache", agreed: nil),
        Idle(option: "jetty.ssl.sslSessionTimeout", reason: "session tickets are good for a day at most", agreed: nil),
        Idle(
            option: "jetty.ssl.useCipherSuitesOrder",
            reason: "the order of the suites is always the server's",
            agreed: "true"
        ),
        Idle(option: "jetty.ssl.validateCerts", reason: "the server's certificate is always checked", agreed: "true"),
        Idle(
            option: "jetty.ssl.validatePeerCerts",
            reason: "certificates of clients are always checked",
            agreed: "true"
        ),
        Idle(option: "jetty.ssl.sniRequired", reason: "a request is checked by its host instead", agreed: "false"),
    ]

    /// The options that want others asked whether a certificate is revoked.
    static let revocation = ["jetty.ssl.enableCRLDP", "jetty.ssl.enableOCSP", "jetty.ssl.ocspResponderURL"]

    static func idle(_ reader: SettingReader) -> [(option: String, reason: String)] {
        idle.compactMap { idle in
            guard let text = reader.writtenText(idle.option), text.lowercased() != idle.agreed else { return nil }
            return (idle.option, idle.reason)
        }
    }

    static func uncheckedRevocation(_ reader: SettingReader) -> String? {
        revocation.first { path in reader.writtenText(path).map { $0.lowercased() != "false" } ?? false }
    }
}
