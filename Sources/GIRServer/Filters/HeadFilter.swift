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
        return request.method == .head ? response.withoutBody : response
    }
}

extension Response {
    /// The answer without its body; a length that is not known stays so.
    var withoutBody: Response {
        guard body.contentLength == nil else { return createHeadResponse() }
        let none = ResponseBody(contentLength: nil) { writer in try await writer.finish(nil) }
        return Response(status: status, headers: headers, body: none)
    }
}
