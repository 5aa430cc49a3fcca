import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// The JSON of the API: objects whose first member is `statusCode`.
enum APIBody {
    static let contentType = "application/json;charset=utf-8"

    /// An answer with status 200 and the value as its body.
    static func answer(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: contentType],
            body: .init(byteBuffer: ByteBuffer(bytes: try encode(value)))
        )
    }

    /// An answer that tells the client about a failure.
    static func answer(_ error: APIError) -> Response {
        var headers = error.headers
        headers[.contentType] = contentType
        return Response(
            status: error.status.http,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: bytes(error)))
        )
    }

    /// `{"statusCode":6,"statusMessage":"…"}`.
    static func bytes(_ error: APIError) -> [UInt8] {
        struct Failure: Encodable {
            let statusCode: Int
            let statusMessage: String
        }
        let failure = Failure(statusCode: error.status.code, statusMessage: error.message)
        return (try? encode(failure)) ?? Array(#"{"statusCode":4}"#.utf8)
    }

    private static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }
}
