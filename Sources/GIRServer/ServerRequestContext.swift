import GIRPKI
import Hummingbird
import Logging

/// What is known of a request beside its bytes.
struct ServerRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The identifier in the log and in the answer.
    let requestIdentifier: String
    /// The address of the other end of the connection, without its port.
    let client: String
    /// The certificate that the client proved to hold the key of; nil where none was asked for or given.
    let clientCertificate: Certificate?

    init(source: Source) {
        coreContext = .init(source: source)
        requestIdentifier = source.requestIdentifier
        client = source.client
        clientCertificate = source.clientCertificate
    }

    /// Where a context comes from: one request on one connection.
    struct Source: RequestContextSource {
        let requestIdentifier: String
        let client: String
        var clientCertificate: Certificate?
        let logger: Logger
    }
}
