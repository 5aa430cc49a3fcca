import FoundationEssentials
public import GIRConfigKit
public import GIRLinks
import GIRPKI

/// What is known of the peers that hold, decrypt and forget media before anybody asks for a file.
public struct MediaPeers: Sendable {
    /// One kind of peer.
    public struct Peer: Sendable {
        /// Who decides about its certificate; at first nobody is trusted.
        public var verifier = LinkVerifier.trust(TrustEvaluator(anchors: []), nameRule: .https)
        /// The bounds for it.
        public var limits = WebLimits()

        /// A peer that is not trusted over TLS.
        public init() {}

        /// The peer of a configuration; without a verifier it is not trusted over TLS.
        public init(_ settings: MediaSettings.Link, connectionTimeout: Int, verifier: LinkVerifier?) {
            if let verifier { self.verifier = verifier }
            limits.connectionsPerPeer = settings.maxConnection
            limits.connections = settings.maxTotalConnection
            limits.connecting = .milliseconds(connectionTimeout)
            limits.head = .milliseconds(settings.socketTimeout)
            limits.pause = .milliseconds(settings.socketTimeout)
        }
    }

    /// The WebDAV servers.
    public var webDAV = Peer()
    /// The Recording Crypto Servers.
    public var recordingCryptoServer = Peer()
    /// The Interaction Receivers of SpeechMiner.
    public var speechMiner = Peer()

    /// Whether they may be at addresses that only this machine reaches.
    public var allowsLocal: Bool {
        get { webDAV.limits.allowsLocal }
        set {
            webDAV.limits.allowsLocal = newValue
            recordingCryptoServer.limits.allowsLocal = newValue
            speechMiner.limits.allowsLocal = newValue
        }
    }

    /// Peers that are not trusted over TLS.
    public init() {}

    /// How long a request may take until it fails at the peers: a deletion asks SpeechMiner and then WebDAV.
    var longestWait: Duration {
        max(speechMiner.limits.longestWait + webDAV.limits.longestWait, recordingCryptoServer.limits.longestWait)
    }
}

/// The clients of these peers, and whose turn it is to get media from them.
struct MediaLinks: Sendable {
    let webDAV: WebClient
    let webDAVTurns: MediaTurns
    let recordingCryptoServer: WebClient
    let recordingCryptoServerTurns: MediaTurns
    let speechMiner: WebClient

    init(_ peers: MediaPeers, now: @escaping @Sendable () -> Date) throws(LinkError) {
        let tls = try LinkTLS()
        func client(_ peer: MediaPeers.Peer) -> WebClient {
            WebClient(verifier: peer.verifier, tls: tls, limits: peer.limits, now: now)
        }
        webDAV = client(peers.webDAV)
        webDAVTurns = MediaTurns(peers.webDAV.limits)
        recordingCryptoServer = client(peers.recordingCryptoServer)
        recordingCryptoServerTurns = MediaTurns(peers.recordingCryptoServer.limits)
        speechMiner = client(peers.speechMiner)
    }
}
