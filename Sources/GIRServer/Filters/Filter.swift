import Hummingbird

/// A step between the connection and the resource.
protocol Filter: Sendable {
    /// Answers a request, with what is further in or by itself.
    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response
}

/// A step that waits for nothing and refuses nothing: it looks at a request on its way in, and at the answer on its way
/// out.
protocol SynchronousFilter: Sendable {
    /// Adds to what is known of the request.
    func enter(_ request: Request, _ context: inout ServerRequestContext)

    /// Changes the answer, with what is known of the request.
    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext)
}

extension SynchronousFilter {
    func enter(_ request: Request, _ context: inout ServerRequestContext) {}
    func leave(_ response: inout Response, to request: Request, _ context: ServerRequestContext) {}
}

/// Several such steps, the outermost first, as one: each that could wait costs a task allocation and a few locks.
struct SynchronousFilters: Filter {
    private let steps: [any SynchronousFilter]

    init(_ steps: [any SynchronousFilter]) { self.steps = steps }

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        for step in steps { step.enter(request, &context) }
        var response = try await next(request, context)
        for step in steps.reversed() { step.leave(&response, to: request, context) }
        return response
    }
}
