import FoundationEssentials
import GIRConfigKit
import HTTPTypes
import Logging

/// What every connection of one listener has in common.
struct ConnectionSettings: Sendable {
    let limits: ServerLimits
    let isSecure: Bool
    /// What every answer says.
    var headers: SecurityHeaders
    let environment: ServerEnvironment
    /// Which requests are passed on.
    var policy: RequestHeadPolicy
    /// Which pages may read refusals; nil for none.
    var crossOrigin: CrossOriginPolicy?
    /// Who is believed about where requests come from.
    var proxies = TrustedProxies()
    /// Where refusals are written down beside the server's log.
    var requestLog: RequestLog?

    init(limits: ServerLimits, isSecure: Bool, environment: ServerEnvironment) {
        self.limits = limits
        self.isSecure = isSecure
        headers = SecurityHeaders(isSecure ? .includeSubDomains : nil)
        self.environment = environment
        policy = RequestHeadPolicy(limits: limits)
    }

    /// The head and the body of an answer that refuses a request before it reaches the filters, or in place of the resource.
    ///
    /// It has the same header fields and the same kind of log line as an answer that passed them.
    ///
    /// - Parameters:
    ///   - request: what is known of the request; nil where its header could not be read.
    ///   - source: the identity of the request where the filters have it: they write it down when the resource has ended.
    func refusal(
        _ error: APIError,
        of request: RefusedRequest?,
        client: String,
        passedOn source: ServerRequestContext.Source? = nil
    ) -> (head: HTTPResponse, body: [UInt8]) {
        source?.trail.refusal = error
        let identifier = source?.requestIdentifier ?? environment.makeRequestIdentifier()
        let peer = client
        let client = proxies.client(behind: peer, forwarded: request?.forwarded ?? [])
        var metadata: Logger.Metadata = [
            "client": "\(client)", "reason": "\(error.message)", "request": "\(identifier)",
            "status": "\(error.status.http.code)",
        ]
        metadata["method"] = (request?.method).map { "\($0)" }
        metadata["path"] = (request?.path).map { "\($0)" }
        // When a resource ends that takes too long nobody knows; the others have the line of the request log, where there is one.
        if source == nil || requestLog == nil || error.status == .unavailable {
            environment.logger.info("request refused", metadata: metadata)
        }
        environment.metrics.increment(.refusals, "\(error.status.http.code)")
        let body = APIBody.bytes(error)
        if source == nil, let requestLog, case .file = requestLog.destination {
            let record = RequestRecord(
                requestIdentifier: identifier,
                client: requestLog.prefersProxied ? client : peer,
                time: environment.now(),
                line: request.flatMap { request in request.path.map { (request.method, $0, request.version) } },
                status: error.status.http.code,
                bytes: body.count
            )
            requestLog.write(record, logger: environment.logger)
        }
        var fields = HTTPFields()
        headers.add(to: &fields, at: environment.now())
        fields.append(contentsOf: error.headers)
        if let crossOrigin {
            let verdict = (request?.origin).map(crossOrigin.verdictOnRefusal) ?? .refused
            crossOrigin.allow(verdict, in: &fields)
        }
        fields.vary(on: "Origin")
        fields[.contentType] = APIBody.contentType
        fields[.contentLength] = String(body.count)
        fields[.requestIdentifier] = identifier
        return (HTTPResponse(status: error.status.http, headerFields: fields), body)
    }
}
