import GIRStore
import HTTPTypes
import Hummingbird
import Logging

/// The one place where whatever was thrown becomes an answer.
///
/// The client learns the vendor's number and a text of ours; what happened goes to the log, with the identifier.
struct ErrorFilter: Filter {
    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return Self.answer(to: error, logger: context.logger)
        }
    }

    static func answer(to error: any Error, logger: Logger) -> Response {
        let told = translation(of: error)
        if let error = error as? StoreError {
            var metadata: Logger.Metadata = ["code": "\(error.code.rawValue)", "reason": "\(error.reason)"]
            metadata["hint"] = error.hint.map { "\($0)" }
            logger.error("store failed", metadata: metadata)
        }
        if let error = error as? BrokenOff, error.refusal == nil { logger.info("request broke off") }
        if told.status == .internalError {
            // The text of an unknown error may hold what the client sent, so its type has to do.
            logger.error("request failed", metadata: ["error": "\(type(of: error))"])
        }
        return APIBody.answer(told)
    }

    private static func translation(of error: StoreError) -> APIError {
        switch error.code {
        case .noSpace: APIError(.insufficientStorage, "Nothing can be stored at the moment.")
        // A right that is missing is given back as it was taken away: what was sent is to be sent again.
        case .full, .permission, .unavailable, .unreachable:
            APIError(.unavailable, "Please try again later.", headers: [.retryAfter: "5"])
        case .alreadyExists, .data, .inUse, .notFound: .internalError
        }
    }

    private static func translation(of error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as StoreError: translation(of: error)
        // Nobody reads it: the client is gone or has been told. Logs and metrics are to say whose fault it was.
        case let error as BrokenOff: error.refusal ?? APIError(.badRequest, "The request broke off.")
        case let error as any HTTPResponseError where error.status == .notFound:
            APIError(.notFound, "Requested resource cannot be found.")
        case let error as any HTTPResponseError where error.status == .contentTooLarge:
            APIError(.contentTooLarge, "The request body is too large.")
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            APIError(.badRequest, "The request cannot be understood.")
        default: .internalError
        }
    }
}
