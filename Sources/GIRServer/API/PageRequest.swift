import Hummingbird
import NIOPosix

/// How much of a collection a client asks for: addresses alone, or with `fields=*` the objects themselves.
struct PageRequest: Sendable {
    /// The most members on one page.
    static let limits = 1...1000

    /// The parameters of the query that ``init(_:standard:)`` reads.
    static let parameters: Set = ["after", "fields", "limit", "subresources"]

    let limit: Int
    let isFull: Bool
    /// Where the page before ended; nil for the first page.
    let after: String?

    /// Reads the parameters, of which `subresources` has no meaning where nothing is below.
    init(_ query: [String: String], standard: Int = 100) throws(APIError) {
        limit = try query.number("limit", in: Self.limits) ?? standard
        guard [nil, "*"].contains(query["fields"]) else { throw .invalid("fields") }
        guard [nil, "*"].contains(query["subresources"]) else { throw .invalid("subresources") }
        isFull = query["fields"] != nil
        after = query["after"]
    }

    /// The members of a collection in the order of their keys that come after the page before.
    func rest<Member>(of all: [Member], by key: (Member) -> String) -> [Member] {
        guard let after else { return all }
        return all.filter { key($0) > after }
    }

    /// As many of the members as the page takes, and the address of the next page where there are more.
    func cut<Member>(
        _ members: [Member],
        at path: String,
        by key: (Member) -> String
    ) -> (shown: [Member], next: String?) {
        let shown = Array(members.prefix(limit))
        guard members.count > limit, let last = shown.last else { return (shown, nil) }
        let fields = isFull ? "&fields=*" : ""
        return (shown, "\(path)?limit=\(limit)\(fields)&after=\(PercentEncoding.encoded(key(last)))")
    }

    /// The answer: the objects under the name, or their addresses; and where the pages beside it are.
    func answer<Member: Sendable>(
        _ name: String,
        _ members: [Member],
        links: [String: String?],
        uri: (Member) -> String,
        json: @escaping @Sendable (Member) throws -> JSONValue
    ) async throws -> Response {
        let links = links.compactMapValues { $0.map { JSONValue.string($0) } }
        @Sendable func answer(_ name: String, _ values: [JSONValue]) -> Response {
            API.answer(links.merging([name: .array(values)]) { $1 })
        }
        guard isFull else { return answer("uris", members.map { .string(uri($0)) }) }
        // Megabytes of JSON would keep the other connections of the event loop waiting.
        return try await NIOThreadPool.singleton.runIfActive { answer(name, try members.map(json)) }
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
