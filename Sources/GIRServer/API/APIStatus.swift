import HTTPTypes

/// The kinds of failure that a client is told about: the one place where they become HTTP statuses and the vendor's
/// `statusCode` numbers.
enum APIStatus: CaseIterable, Sendable {
    case badRequest
    case contentTooLarge
    case expectationFailed
    case internalError
    case methodNotAllowed
    case misdirected
    case notFound
    case notImplemented
    case requestHeaderTooLarge
    case requestTimeout
    case targetTooLong
    case unavailable
    case versionNotSupported

    /// The HTTP status.
    var http: HTTPResponse.Status {
        switch self {
        case .badRequest: .badRequest
        case .contentTooLarge: .contentTooLarge
        case .expectationFailed: .expectationFailed
        case .internalError: .internalServerError
        case .methodNotAllowed: .methodNotAllowed
        case .misdirected: .misdirectedRequest
        case .notFound: .notFound
        case .notImplemented: .notImplemented
        case .requestHeaderTooLarge: .requestHeaderFieldsTooLarge
        case .requestTimeout: .requestTimeout
        case .targetTooLong: .uriTooLong
        case .unavailable: .serviceUnavailable
        case .versionNotSupported: .httpVersionNotSupported
        }
    }

    /// The vendor's number: 2 parameter invalid, 3 forbidden operation, 4 internal error, 6 not found.
    var code: Int {
        switch self {
        case .badRequest, .contentTooLarge, .expectationFailed, .misdirected, .requestHeaderTooLarge, .requestTimeout,
            .targetTooLong, .versionNotSupported:
            2
        case .methodNotAllowed, .notImplemented: 3
        case .internalError, .unavailable: 4
        case .notFound: 6
        }
    }
}
