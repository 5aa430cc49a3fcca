import HTTPTypes
import Hummingbird

/// Takes the body off every answer to HEAD, refusals too: the client would take it for the next answer.
struct HeadFilter: Filter {
    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
