import FoundationEssentials
import GIRPKI
import GIRStore
import Hummingbird
import Logging

/// What is known of a request beside its bytes.
struct ServerRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where it comes from; in one place, as contexts are copied at every step.
    private let source: Source
    /// The address of who asks: the other end, or whom a proxy that is believed names.
    var client: String
    /// Whether the client speaks TLS, with this server or with a proxy that is believed.
    var isSecure = false
    /// When the request came, where somebody writes that down.
    var received = Date.distantPast
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
        self.source = source
        client = source.peer
    }

    /// The identifier in the log and in the answer.
    var requestIdentifier: String { source.requestIdentifier }
    /// The address of the other end of the connection, without its port.
    var peer: String { source.peer }
    /// The certificate that the client proved to hold the key of; nil where none was asked for or given.
    var clientCertificate: Certificate? { source.clientCertificate }
    /// The protocol in the words of logs, such as `HTTP/1.1`.
    var version: String { source.version }
    /// What outer filters learn from inner ones.
    var trail: RequestTrail { source.trail }
    /// What writes about the request; made where there is something to write, which is seldom.
    var logger: Logger { source.logger }

    /// Where a context comes from: one request on one connection.
    final class Source: RequestContextSource, Sendable {
        let requestIdentifier: String
        let peer: String
        let version: String
        let clientCertificate: Certificate?
        let trail = RequestTrail()
        fileprivate let server: Logger

        init(
            requestIdentifier: String,
            client: String,
            version: String = "HTTP/1.1",
            clientCertificate: Certificate? = nil,
            logger: Logger
        ) {
            self.requestIdentifier = requestIdentifier
            peer = client
            self.version = version
            self.clientCertificate = clientCertificate
            server = logger
        }

        /// The server's logger with the identifier of the request in each line.
        var logger: Logger {
            var logger = server
            logger[metadataKey: "request"] = "\(requestIdentifier)"
            return logger
        }
    }

    private struct ServerLogger: RequestContextSource {
        let logger: Logger
    }
}
