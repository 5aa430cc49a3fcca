import HTTPTypes
import Hummingbird

/// Challenges requests of scripts with a scheme that browsers do not know: for `Basic` they would ask the user.
struct ChallengeFilter: Filter {
    let scheme: String

    func handle(
        _ request: Request,
        context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let name = HTTPField.Name("X-Requested-With"), request.headers.contains(name) else {
            return try await next(request, context)
        }
        // An error has to be an answer here, or its challenge would stay as it is.
        var response = try await ErrorFilter().handle(request, context: context, next: next)
        if let challenge = response.headers[.wwwAuthenticate] {
            response.headers[.wwwAuthenticate] = scheme + challenge.drop { $0 != " " }
        }
        return response
    }
}
