import Hummingbird

/// `GET /api/v2/diagnostics/version`: which version answers; needs no login.
struct DiagnosticsVersion: Encodable {
    let statusCode = 0
    let version: String

    enum CodingKeys: CodingKey { case statusCode, version }

    static func handler(version: String) -> Routes.Handler {
        { _, _ in try APIBody.answer(DiagnosticsVersion(version: version)) }
    }
}
