import HTTPTypes
import Hummingbird

/// Takes the body off every answer to HEAD, refusals too: the client would take it for the next answer.
struct HeadFilter: SynchronousFilter {
    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext) {
        if request.method == .head { response = response.withoutBody }
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
