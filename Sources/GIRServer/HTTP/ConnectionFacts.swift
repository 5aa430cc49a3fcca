import GIRPKI
import NIOCore

/// What is known of a connection before its first request, and holds for all of them.
struct ConnectionFacts: Sendable {
    /// The address of the other end, without its port.
    let client: String
    /// The certificate that the client proved to hold the key of; nil where it was not asked for, or had none.
    var clientCertificate: Certificate?
    /// The protocol in the words of logs.
    var version = "HTTP/1.1"

    init(_ channel: any Channel) { client = channel.clientAddress }
}
