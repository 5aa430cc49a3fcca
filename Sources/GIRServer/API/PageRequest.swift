/// How much of a collection a client asks for: addresses alone, or with `fields=*` the objects themselves.
struct PageRequest {
    /// The most members on one page.
    static let limits = 1...1000

    let limit: Int
    let isFull: Bool

    /// Reads `limit`, `fields` and `subresources`, of which the last has no meaning where nothing is below.
    init(_ query: [String: String], standard: Int = 100) throws(APIError) {
        limit = try query.number("limit", in: Self.limits) ?? standard
        guard [nil, "*"].contains(query["fields"]) else { throw .invalid("fields") }
        guard [nil, "*"].contains(query["subresources"]) else { throw .invalid("subresources") }
        isFull = query["fields"] != nil
    }

    /// The members of the answer: the objects under the name, or their addresses; and where the next page is.
    func members(_ name: String, _ objects: [JSONValue], next: String?) -> [String: JSONValue] {
        var members: [String: JSONValue] =
            isFull ? [name: .array(objects)] : ["uris": .array(objects.compactMap { $0.members?["uri"] })]
        members["next"] = next.map { .string($0) }
        return members
    }
}

extension [String: String] {
    /// A whole number within a range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(text), range.contains(number) else { throw .invalid(name) }
        return number
    }
}
