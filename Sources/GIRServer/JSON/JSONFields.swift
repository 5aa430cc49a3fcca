import HTTPTypes
import Hummingbird

/// The members of a request's JSON object, read one by one; what is wrong becomes the answer that clients know.
struct JSONFields: Sendable {
    private let members: [String: JSONValue]
    /// The name of the object within the body, with its period; empty for the body itself.
    private let prefix: String

    init(_ members: [String: JSONValue], prefix: String = "") {
        self.members = members
        self.prefix = prefix
    }

    /// Reads the body of a request.
    static func read(_ request: Request, limit: Int = JSONBody.limit) async throws -> JSONFields {
        let bytes = try await JSONBody.bytes(request, limit: limit)
        return try await LargeText.work(bytes.count) { JSONFields(try JSONBody.object(bytes)) }
    }

    /// The member; null counts as missing.
    func value(_ name: String) -> JSONValue? {
        members[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// All members.
    var all: [String: JSONValue] { members }

    /// The text of a member.
    ///
    /// - Parameter limit: the most bytes.
    func text(_ name: String, limit: Int = 255, isEmptyAllowed: Bool = true) throws(APIError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.text, text.utf8.count <= limit, isEmptyAllowed || !text.isEmpty,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) })
        else { throw invalid(name) }
        return text
    }

    /// The text of a member that has to be there and must not be empty.
    func requiredText(_ name: String, limit: Int = 255) throws(APIError) -> String {
        guard let text = try text(name, limit: limit, isEmptyAllowed: false) else { throw missing(name) }
        return text
    }

    /// A member that is true or false.
    func flag(_ name: String) throws(APIError) -> Bool? {
        switch value(name) {
        case nil: return nil
        case .bool(let flag): return flag
        default: throw invalid(name)
        }
    }

    /// The texts of an array.
    func texts(_ name: String, limit: Int = 255, count: Int = 1000) throws(APIError) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let elements = value.elements, elements.count <= count else { throw invalid(name) }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text, !text.isEmpty, text.utf8.count <= limit else { throw invalid(name) }
            texts.append(text)
        }
        return texts
    }

    /// The members of an object within this one.
    func fields(_ name: String) throws(APIError) -> JSONFields? {
        guard let value = value(name) else { return nil }
        guard let members = value.members else { throw invalid(name) }
        return JSONFields(members, prefix: "\(prefix)\(name).")
    }

    /// The answer for a member that is missing.
    func missing(_ name: String) -> APIError { .missing(prefix + name) }

    /// The answer for a member with a value that makes no sense.
    func invalid(_ name: String) -> APIError { .invalid(prefix + name) }
}

extension APIError {
    /// A parameter that has to be there.
    static func missing(_ name: String) -> APIError {
        APIError(.parameterMissing, "Parameter '\(name)' is missing.")
    }

    /// The vendor's words for a parameter that makes no sense.
    static func invalid(_ name: String) -> APIError {
        APIError(.badRequest, "Parameter '\(name)' is invalid: The specified value is not within valid range")
    }
}
