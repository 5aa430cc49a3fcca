import FoundationEssentials
import GRDB

/// A query as SQL that costs the same however many recordings there are.
///
/// One condition drives: it gives recordings in the order of their time out of an index. The others are checked on at
/// most `window` of those; where that does not fill a page, the page is short, and the next one goes on there.
/// Pages are found by the place at which the last one ended (time and number of a recording), never by counting.
struct RecordingSearch {
    private let query: RecordingQuery
    private let window: Int
    private let isBackward: Bool
    private var place: Place?
    /// The table and the conditions that give the rows of the window.
    private var source: String
    private var sourceArguments: [any DatabaseValueConvertible]
    private var conditions: [String] = []
    private var arguments: [any DatabaseValueConvertible] = []

    init(_ query: RecordingQuery, tenant: Int64, window: Int) throws {
        self.query = query
        self.window = window
        switch query.position {
        case nil: (isBackward, place) = (false, nil)
        case .after(let text): (isBackward, place) = (false, try Place(text))
        case .before(let text): (isBackward, place) = (true, try Place(text))
        }
        (source, sourceArguments) = Self.driver(query, tenant)
        let column = source.contains("recording_") ? "recording" : "number"
        restrictSource("start >= ?", query.start?.lowerBound)
        restrictSource("start <= ?", query.start?.upperBound)
        if let place {
            source += " AND (start, \(column)) \(isBackward ? ">" : "<") (?, ?)"
            sourceArguments += [place.start, place.number]
        }
        let direction = isBackward ? "ASC" : "DESC"
        source =
            "SELECT start AS place_start, \(column) AS place_number FROM \(source) "
            + "ORDER BY start \(direction), \(column) \(direction) LIMIT ?"
        sourceArguments.append(window)
        addConditions(tenant)
    }

    private mutating func restrictSource(_ sql: String, _ moment: Date?) {
        guard let moment else { return }
        source += " AND \(sql)"
        sourceArguments.append(moment.milliseconds)
    }

    /// The most telling condition: an exact number, an agent, a label; else the time alone.
    private static func driver(
        _ query: RecordingQuery,
        _ tenant: Int64
    ) -> (String, [any DatabaseValueConvertible]) {
        if let caller = query.caller?.exact {
            return ("recording WHERE tenant = ? AND caller_key = ?", [tenant, caller])
        }
        if let dialed = query.dialed?.exact {
            return ("recording WHERE tenant = ? AND dialed_key = ?", [tenant, dialed])
        }
        if let label = query.label { return ("recording_label WHERE tenant = ? AND name = ?", [tenant, label]) }
        if let agent = query.mark ?? query.agent {
            return ("recording_agent WHERE tenant = ? AND agent = ?", [tenant, agent])
        }
        if let owners = query.owners, owners.count == 1, let owner = owners.first {
            return ("recording_agent WHERE tenant = ? AND agent = ?", [tenant, owner])
        }
        return ("recording WHERE tenant = ?", [tenant])
    }

    private mutating func addConditions(_ tenant: Int64) {
        func marks(_ count: Int) -> String { repeatElement("?", count: count).joined(separator: ", ") }
        if let region = query.region { add("region = ?", region) }
        for (column, pattern) in [("caller_key", query.caller), ("dialed_key", query.dialed)] {
            guard let pattern else { continue }
            if let exact = pattern.exact {
                add("\(column) = ?", exact)
            } else {
                // Nothing but stars has a meaning here: a key holds letters and digits alone.
                add("\(column) GLOB ?", pattern.parts.joined(separator: "*"))
            }
        }
        if let stop = query.stop {
            add("stop >= ?", stop.lowerBound.milliseconds)
            add("stop <= ?", stop.upperBound.milliseconds)
        }
        for agents in [query.mark.map { [$0] }, query.agent.map { [$0] }, query.owners?.sorted()] {
            guard let agents else { continue }
            conditions.append(
                "EXISTS (SELECT 1 FROM recording_agent AS a WHERE a.tenant = \(tenant) AND a.agent IN (\(marks(agents.count))) AND a.start = recording.start AND a.recording = recording.number)"
            )
            arguments += agents
        }
        if let label = query.label {
            add(
                "EXISTS (SELECT 1 FROM recording_label AS l WHERE l.recording = recording.number AND l.name = ?)",
                label
            )
        }
    }

    private mutating func add(_ condition: String, _ argument: any DatabaseValueConvertible) {
        conditions.append(condition)
        arguments.append(argument)
    }

    /// The page, and where those beside it are.
    func page(_ database: Database) throws -> RecordingPage {
        let (shown, isFull) = try rows(database)
        // A page that is not full is either the last one, or the window was too small.
        let end = isFull ? shown.last.map { Place($0) } : try lastOfWindow(database)
        let begin = shown.first.map { Place($0) }
        let recordings = try shown.map { try Recording($0, query.contactCenter) }
        if isBackward {
            return RecordingPage(
                recordings: recordings.reversed(),
                next: (begin ?? place?.moved(by: 1))?.text,
                previous: end?.text
            )
        }
        return RecordingPage(
            recordings: recordings,
            next: end?.text,
            previous: place == nil ? nil : (begin ?? place?.moved(by: -1))?.text
        )
    }

    /// The rows of the page; looks for one more, which shows whether there are more.
    private func rows(_ database: Database) throws -> (shown: [Row], isFull: Bool) {
        let (sql, arguments) = statement
        let found = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        var shown: [Row] = []
        var bytes = 0
        while let row = try found.next() {
            bytes += (row["document"] as String).utf8.count
            guard shown.count < query.limit, shown.isEmpty || bytes <= query.documentLimit else { return (shown, true) }
            shown.append(row.copy())
        }
        return (shown, false)
    }

    /// What finds the rows: of the window only as many as that takes are looked at.
    var statement: (sql: String, arguments: StatementArguments) {
        let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let columns = query.hasDocuments ? "recording.*" : Self.columnsWithoutDocument
        // Of a plain join SQLite makes the whole window first.
        let sql =
            "SELECT \(columns) FROM (\(source)) CROSS JOIN recording ON recording.number = place_number \(filter) LIMIT ?"
        return (sql, StatementArguments(sourceArguments + arguments + [query.limit + 1]))
    }

    private static let columnsWithoutDocument =
        "number, id, region, caller, dialed, start, stop, agents, is_protected, '' AS document"

    /// The place of the last recording that was looked at; nil where there are no more than those.
    private func lastOfWindow(_ database: Database) throws -> Place? {
        let sql = "SELECT place_start, place_number FROM (\(source)) LIMIT 1 OFFSET ?"
        return try database.row(sql, StatementArguments(sourceArguments + [window - 1])).map { row in
            Place(start: row["place_start"], number: row["place_number"])
        }
    }

    /// The time and the number of a recording: unlike any other's.
    private struct Place: Equatable {
        let start: Int64
        let number: Int64

        init(start: Int64, number: Int64) {
            self.start = start
            self.number = number
        }

        init(_ row: Row) { self.init(start: row["start"], number: row["number"]) }

        init(_ text: String) throws {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, let start = Int64(parts[0]), let number = Int64(parts[1]) else {
                throw StoreError(.notFound, "no page has given this place")
            }
            self.init(start: start, number: number)
        }

        var text: String { "\(start).\(number)" }

        /// The place on the other side of the recording that this one is beside.
        func moved(by count: Int64) -> Place { Place(start: start, number: number &+ count) }
    }
}
