import GIRPKI
import GIRStore
import Hummingbird
import Logging

/// What is known of a request beside its bytes.
struct ServerRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// What does not know of the request.
    private let server: Logger
    /// The identifier in the log and in the answer.
    let requestIdentifier: String
    /// The address of the other end of the connection, without its port.
    let peer: String
    /// The address of who asks: the other end, or whom a proxy that is believed names.
    var client: String
    /// Whether the client speaks TLS, with this server or with a proxy that is believed.
    var isSecure = false
    /// The certificate that the client proved to hold the key of; nil where none was asked for or given.
    let clientCertificate: Certificate?
    /// The protocol in the words of logs, such as `HTTP/1.1`.
    let version: String
    /// What outer filters learn from inner ones.
    let trail = RequestTrail()
    /// The login that the request goes on with, or that it has begun.
    var session: Session?
    /// Who the request comes from, once that is proved.
    var principal: Principal? { didSet { trail.principal = principal } }
    /// How that was proved.
    var authentication: Authentication?
    /// Why the request comes from nobody; what a resource that needs a login answers.
    var refusal: APIError?

    init(source: Source) {
        coreContext = .init(source: ServerLogger(logger: source.server))
        server = source.server
        requestIdentifier = source.requestIdentifier
        peer = source.client
        client = source.client
        version = source.version
        clientCertificate = source.clientCertificate
    }

    /// Where a context comes from: one request on one connection.
    struct Source: RequestContextSource {
        let requestIdentifier: String
        let client: String
        let version: String
        let clientCertificate: Certificate?
        fileprivate let server: Logger

        init(
            requestIdentifier: String,
            client: String,
            version: String = "HTTP/1.1",
            clientCertificate: Certificate? = nil,
            logger: Logger
        ) {
            self.requestIdentifier = requestIdentifier
            self.client = client
            self.version = version
            self.clientCertificate = clientCertificate
            server = logger
        }

        var logger: Logger { server.naming(requestIdentifier) }
    }

    /// What writes about the request; made where there is something to write, which is seldom.
    var logger: Logger { server.naming(requestIdentifier) }

    private struct ServerLogger: RequestContextSource {
        let logger: Logger
    }
}

extension Logger {
    /// The logger with the identifier of a request in each line.
    fileprivate func naming(_ requestIdentifier: String) -> Logger {
        var logger = self
        logger[metadataKey: "request"] = "\(requestIdentifier)"
        return logger
    }
}
