import HTTPTypes

/// The kinds of failure that a client is told about: the one place where they become HTTP statuses and the vendor's
/// `statusCode` numbers.
enum APIStatus: CaseIterable, Sendable {
    case badRequest
    case contentTooLarge
    case expectationFailed
    case forbidden
    case insufficientRoles
    case internalError
    case methodNotAllowed
    case notAuthenticated
    case notFound
    case notImplemented
    case requestHeaderTooLarge
    case requestTimeout
    case targetTooLong
    case tooManyRequests
    case unavailable
    case unsupportedMediaType
    case versionNotSupported

    /// The HTTP status.
    var http: HTTPResponse.Status {
        switch self {
        case .badRequest: .badRequest
        case .contentTooLarge: .contentTooLarge
        case .expectationFailed: .expectationFailed
        case .forbidden, .insufficientRoles: .forbidden
        case .internalError: .internalServerError
        case .methodNotAllowed: .methodNotAllowed
        case .notAuthenticated: .unauthorized
        case .notFound: .notFound
        case .notImplemented: .notImplemented
        case .requestHeaderTooLarge: .requestHeaderFieldsTooLarge
        case .requestTimeout: .requestTimeout
        case .targetTooLong: .uriTooLong
        case .tooManyRequests: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .unsupportedMediaType: .unsupportedMediaType
        case .versionNotSupported: .httpVersionNotSupported
        }
    }

    /// The vendor's number: 2 parameter invalid, 3 forbidden operation, 4 internal error, 5 no
    /// permission, 6 not found, 20 not authenticated.
    var code: Int {
        switch self {
        case .badRequest, .contentTooLarge, .expectationFailed, .requestHeaderTooLarge, .requestTimeout,
            .targetTooLong, .unsupportedMediaType, .versionNotSupported:
            2
        case .forbidden, .methodNotAllowed, .notImplemented, .tooManyRequests: 3
        case .internalError, .unavailable: 4
        case .insufficientRoles: 5
        case .notFound: 6
        case .notAuthenticated: 20
        }
    }
}
