import Hummingbird
import NIOCore

/// The body of a request that has to be a JSON object.
enum JSONBody {
    /// The most bytes of a body.
    static let limit = 1 << 20

    /// The bytes of a body that says that it is JSON.
    static func bytes(_ request: Request, limit: Int = limit) async throws -> [UInt8] {
        try RequestContent.requireJSON(request)
        return Array(buffer: try await request.body.collect(upTo: limit))
    }

    /// The members of the object that the bytes are.
    static func object(_ bytes: [UInt8]) throws(APIError) -> [String: JSONValue] {
        let value: JSONValue
        do {
            value = try JSONParser.value(bytes)
        } catch {
            let words = error.reason.map { "cannot be taken, \($0)" } ?? "is no JSON"
            throw APIError(.badRequest, "The request body \(words): see byte \(error.offset).")
        }
        guard let members = value.members else {
            throw APIError(.badRequest, "The request body is no JSON object.")
        }
        return members
    }
}
