import GIRConfigKit
import GIRLinks
import HTTPTypes
import Logging

/// A peer that does not do what it was asked for: the client learns that, the log learns why.
enum MediaFault {
    /// The answer to a request that a peer has failed; errors that are no peer's stay as they are.
    static func answer(to error: any Error, of link: LinkName, _ logger: Logger) -> any Error {
        let (code, reason): (String, String)
        let answer: APIError
        switch error {
        case let error as LinkError:
            (code, reason) = (error.word, error.reason)
            answer = Self.answer(to: error)
        case let error as WebRefusal:
            (code, reason) = ("status-\(error.status.code)", error.description)
            answer = error.status.code == APIStatus.insufficientStorage.http.code ? full : refused
        default: return error
        }
        logger.warning(
            "link failed",
            metadata: ["code": "\(code)", "link": "\(link.rawValue)", "reason": "\(reason)"]
        )
        return answer
    }

    private static func answer(to error: LinkError) -> APIError {
        switch error.code {
        case .busy, .unreachable: APIError(.unavailable, "A server behind this one cannot be reached at the moment.")
        case .timedOut: APIError(.gatewayTimeout, "A server behind this one does not answer in time.")
        case .closed, .handshake, .identity, .noTLS, .notTrusted, .protocolFault, .refused: refused
        }
    }

    private static let full = APIError(.insufficientStorage, "A server behind this one has no room left.")
    private static let refused = APIError(.badGateway, "A server behind this one does not do what is needed.")
}
