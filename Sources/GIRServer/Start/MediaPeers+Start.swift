import GIRConfigKit
import GIRLinks
import GIRPKI

extension MediaPeers {
    /// The peers of a configuration, with the trust of its links.
    ///
    /// - Parameters:
    ///   - anchors: what a link that has no plan is verified with, as nobody named its truststore or address.
    ///   - java: the CAs that Java ships, for such links that have those.
    init(
        _ read: ApplicationConfiguration,
        _ plans: [LinkPlan],
        anchors: (LinkSettings) -> LinkAnchors?,
        java: LateTrust
    ) {
        self.init()
        let media = read.serverSettings.media
        func verifier(_ link: LinkSettings) -> LinkVerifier? {
            if let plan = plans.first(where: { $0.name == link.name && $0.verifier != nil }) { return plan.verifier }
            if case .java = link.trust { return .later(java, nameRule: link.name.nameRule) }
            return anchors(link)?.verifier(for: link.name)
        }
        func peer(_ name: LinkName, _ settings: MediaSettings.Link) -> Peer {
            let verifier = verifier(read.link(name))
            return Peer(settings, connectionTimeout: media.connectionTimeout, verifier: verifier)
        }
        webDAV = peer(.webDAV, media.webDAV)
        recordingCryptoServer = peer(.recordingCryptoServer, media.recordingCryptoServer)
        speechMiner = peer(.speechMiner, media.speechMiner)
        // Whoever may name addresses where nobody else reaches the server runs it himself.
        allowsLocal = read.operation.allowsLocalMedia ?? read.jetty.host.map(LoopbackAddress.isOne) ?? false
    }
}
