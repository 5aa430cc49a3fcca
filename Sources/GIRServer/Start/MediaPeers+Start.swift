import GIRConfigKit
import GIRLinks
import GIRPKI

extension MediaPeers {
    /// The peers of a configuration, with the trust of its links.
    ///
    /// - Parameter anchors: what a link that has no plan is verified with, as nobody named its truststore or address; nil
    ///   where Java's is not found, and then nobody is trusted.
    init(_ read: ApplicationConfiguration, _ plans: [LinkPlan], anchors: (LinkSettings) -> LinkAnchors?) {
        self.init()
        let media = read.serverSettings.media
        func peer(_ name: LinkName, _ settings: MediaSettings.Link) -> Peer {
            let plan = plans.first { $0.name == name && $0.verifier != nil }
            let verifier = plan?.verifier ?? anchors(read.link(name)).map { $0.verifier(for: name) }
            return Peer(settings, connectionTimeout: media.connectionTimeout, verifier: verifier)
        }
        webDAV = peer(.webDAV, media.webDAV)
        recordingCryptoServer = peer(.recordingCryptoServer, media.recordingCryptoServer)
        speechMiner = peer(.speechMiner, media.speechMiner)
        // Whoever may name addresses where nobody else reaches the server runs it himself.
        allowsLocal = read.operation.allowsLocalMedia ?? read.jetty.host.map(LoopbackAddress.isOne) ?? false
    }
}
