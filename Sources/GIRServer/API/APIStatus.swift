import HTTPTypes

/// The kinds of failure that a client is told about: the one place where they become HTTP statuses and the vendor's
/// `statusCode` numbers.
enum APIStatus: CaseIterable, Sendable {
    case alreadyExists
    case badGateway
    case badRequest
    case contentTooLarge
    case expectationFailed
    case forbidden
    case gatewayTimeout
    case inUse
    case insufficientRoles
    case insufficientStorage
    case internalError
    case methodNotAllowed
    case misdirected
    case notAuthenticated
    case notFound
    case notImplemented
    case parameterMissing
    case passwordChangeDemanded
    case preconditionFailed
    case rangeNotSatisfiable
    case readOnly
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
        case .alreadyExists, .inUse: .conflict
        case .badGateway: .badGateway
        case .badRequest, .parameterMissing, .readOnly: .badRequest
        case .contentTooLarge: .contentTooLarge
        case .expectationFailed: .expectationFailed
        case .forbidden, .insufficientRoles, .passwordChangeDemanded: .forbidden
        case .gatewayTimeout: .gatewayTimeout
        case .insufficientStorage: .init(code: 507, reasonPhrase: "Insufficient Storage")
        case .internalError: .internalServerError
        case .methodNotAllowed: .methodNotAllowed
        case .misdirected: .misdirectedRequest
        case .notAuthenticated: .unauthorized
        case .notFound: .notFound
        case .notImplemented: .notImplemented
        case .preconditionFailed: .preconditionFailed
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .requestHeaderTooLarge: .requestHeaderFieldsTooLarge
        case .requestTimeout: .requestTimeout
        case .targetTooLong: .uriTooLong
        case .tooManyRequests: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .unsupportedMediaType: .unsupportedMediaType
        case .versionNotSupported: .httpVersionNotSupported
        }
    }

    /// The vendor's number for it.
    var code: Int {
        switch self {
        case .parameterMissing: 1
        case .badRequest, .contentTooLarge, .expectationFailed, .misdirected, .preconditionFailed,
            .rangeNotSatisfiable, .requestHeaderTooLarge, .requestTimeout, .targetTooLong, .unsupportedMediaType,
            .versionNotSupported:
            2
        case .forbidden, .methodNotAllowed, .notImplemented, .tooManyRequests: 3
        case .badGateway, .gatewayTimeout, .insufficientStorage, .internalError, .unavailable: 4
        case .insufficientRoles: 5
        case .notFound: 6
        case .passwordChangeDemanded: 8
        case .readOnly: 11
        case .alreadyExists: 18
        case .inUse: 19
        case .notAuthenticated: 20
        }
    }
}
