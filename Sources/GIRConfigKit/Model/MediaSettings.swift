/// What the section `serverSettings` says about the peers that hold, decrypt and forget media.
public struct MediaSettings: Sendable, Hashable {
    /// The bounds for the connections to one kind of peer.
    public struct Link: Sendable, Hashable {
        /// The most connections to one peer.
        public let maxConnection: Int
        /// The most connections to all peers.
        public let maxTotalConnection: Int
        /// How long a peer may take to answer, in milliseconds.
        public let socketTimeout: Int
    }

    /// The bounds for WebDAV.
    public let webDAV: Link
    /// The bounds for the Recording Crypto Server.
    public let recordingCryptoServer: Link
    /// The bounds for SpeechMiner.
    public let speechMiner: Link
    /// How long connecting to a peer may take, in milliseconds.
    public let connectionTimeout: Int

    init(_ reader: SettingReader) {
        func number(_ key: String, _ standard: Int) -> Int { reader.number("serverSettings.\(key)", standard) }
        let crypto = "recordingSettings.recordCryptoServerDecrypt"
        let mining = "backgroundScheduledMediaOperationsSettings.speechMiner"
        webDAV = Link(
            maxConnection: number("webDAVMaxConnection", 50),
            maxTotalConnection: number("webDAVMaxTotalConnection", 500),
            socketTimeout: 30_000
        )
        recordingCryptoServer = Link(
            maxConnection: number("\(crypto)MaxConnection", 50),
            maxTotalConnection: number("\(crypto)MaxTotalConnection", 500),
            socketTimeout: number("\(crypto)SocketTimeout", 30_000)
        )
        speechMiner = Link(
            maxConnection: number("\(mining)MaxConnection", 20),
            maxTotalConnection: number("\(mining)MaxTotalConnection", 200),
            socketTimeout: number("\(mining)SocketTimeout", 60_000)
        )
        connectionTimeout = number("connectionTimeout", 4000)
    }
}
