import Hummingbird

/// `GET /api/v2/diagnostics/version`: which version answers; needs no login.
struct DiagnosticsVersion: Encodable {
    let statusCode = 0
    let version: String

    enum CodingKeys: CodingKey { case statusCode, version }

    static func handler(version: String) -> Routes.Handler {
        // The same for everybody, and what load balancers ask for all day.
        let answer = Result { try APIBody.answer(DiagnosticsVersion(version: version)) }
        return { _, _ in try answer.get() }
    }
}
