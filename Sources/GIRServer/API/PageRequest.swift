import GIRLinks
import Hummingbird
import NIOPosix

/// How much of a collection a client asks for: addresses alone, or with `fields=*` the objects themselves.
struct PageRequest: Sendable {
    /// The most members on one page.
    static let limits = 1...1000

    /// The parameters of the query that ``init(_:standard:)`` reads.
    static let parameters: Set = ["after", "before", "fields", "limit", "subresources"]

    /// On which side of a place a page is that another page has given.
    enum Position: Hashable {
        case after(String)
        case before(String)
    }

    let limit: Int
    let isFull: Bool
    /// Nil for the first page.
    let position: Position?

    /// Reads the parameters, of which `subresources` has no meaning where nothing is below.
    init(_ query: [String: String], standard: Int = 100) throws(APIError) {
        limit = try query.number("limit", in: Self.limits) ?? standard
        guard [nil, "*"].contains(query["fields"]) else { throw .invalid("fields") }
        guard [nil, "*"].contains(query["subresources"]) else { throw .invalid("subresources") }
        isFull = query["fields"] != nil
        switch (query["after"], query["before"]) {
        case (nil, nil): position = nil
        case (let after?, nil): position = .after(after)
        case (nil, let before?): position = .before(before)
        default: throw .invalid("before")
        }
    }

    /// The members of a collection in the order of their keys that the page may have: one more than it takes, where
    /// there is one.
    func window<Member>(of all: [Member], by key: (Member) -> String) -> [Member] {
        switch position {
        case nil: Array(all.prefix(limit + 1))
        case .after(let place): Array(all.filter { key($0) > place }.prefix(limit + 1))
        case .before(let place): Array(all.filter { key($0) < place }.suffix(limit + 1))
        }
    }

    /// As many of the members of a window as the page takes, and the addresses of the pages beside it.
    func cut<Member>(
        _ window: [Member],
        at path: String,
        by key: (Member) -> String
    ) -> (shown: [Member], links: [String: String?]) {
        func link(_ direction: String, _ member: Member?) -> String? {
            let fields = isFull ? "&fields=*" : ""
            return member.map { "\(path)?limit=\(limit)\(fields)&\(direction)=\(PercentEncoding.encoded(key($0)))" }
        }
        let isMore = window.count > limit
        // Where a page was come from, there is one.
        switch position {
        case nil:
            let shown = Array(window.prefix(limit))
            return (shown, ["next": isMore ? link("after", shown.last) : nil])
        case .after:
            let shown = Array(window.prefix(limit))
            return (shown, ["next": isMore ? link("after", shown.last) : nil, "prev": link("before", shown.first)])
        case .before:
            let shown = Array(window.suffix(limit))
            return (shown, ["next": link("after", shown.last), "prev": isMore ? link("before", shown.first) : nil])
        }
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
