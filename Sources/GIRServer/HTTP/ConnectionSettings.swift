import FoundationEssentials
import HTTPTypes
import Logging

/// What every connection of one listener has in common.
struct ConnectionSettings: Sendable {
    let limits: ServerLimits
    let isSecure: Bool
    let environment: ServerEnvironment
    /// Which requests are passed on.
    var policy: RequestHeadPolicy

    init(limits: ServerLimits, isSecure: Bool, environment: ServerEnvironment) {
        self.limits = limits
        self.isSecure = isSecure
        self.environment = environment
        policy = RequestHeadPolicy(limits: limits)
    }

    /// The head and the body of an answer that refuses a request before it reaches the filters.
    ///
    /// It has the same header fields and the same kind of log line as an answer that passed them.
    func refusal(_ error: APIError, client: String) -> (head: HTTPResponse, body: [UInt8]) {
        let identifier = environment.makeRequestIdentifier()
        environment.logger.info(
            "request refused",
            metadata: [
                "client": "\(client)",
                "reason": "\(error.message)",
                "request": "\(identifier)",
                "status": "\(error.status.http.code)",
            ]
        )
        let body = APIBody.bytes(error)
        var fields = SecurityHeaders.fields(isSecure: isSecure, at: environment.now())
        fields.append(contentsOf: error.headers)
        fields[.contentType] = APIBody.contentType
        fields[.contentLength] = String(body.count)
        fields[.requestIdentifier] = identifier
        return (HTTPResponse(status: error.status.http, headerFields: fields), body)
    }
}
