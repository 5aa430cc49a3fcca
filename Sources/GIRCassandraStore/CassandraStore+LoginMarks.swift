import CassandraClient
public import FoundationEssentials
public import GIRStore

/// No transactions: a mark is a row of its own, so that nodes that add some at once need not know of each other.
extension CassandraStore: LoginMarkStore {
    /// The moments of the latest marks.
    public func loginMarks(of subject: [UInt8], since: Date, limit: Int) async throws -> [Date] {
        let rows = try await database.rows(
            "SELECT moment FROM girctl_login_mark WHERE subject = ? AND moment >= ?",
            [.bytes(subject), .timestamp(since.milliseconds)],
            pageSize: limit
        )
        return try rows.prefix(limit).map { Date(milliseconds: try $0.number("moment")) }
    }

    /// Adds a mark.
    public func addLoginMark(of subject: [UInt8], at moment: Date, life: Duration) async throws {
        try await database.write(
            "INSERT INTO girctl_login_mark (subject, moment, id) VALUES (?, ?, ?) USING TTL ?",
            [
                .bytes(subject), .timestamp(moment.milliseconds), .uuid(.random()),
                .int(max(1, life.components.seconds)),
            ],
            timestamp: moment.microseconds
        )
    }

    /// Removes the marks of a subject up to a moment.
    public func removeLoginMarks(of subject: [UInt8], until moment: Date) async throws {
        // Moments are the times of writing as well: a later mark stays, in whatever order they arrive.
        try await database.write(
            "DELETE FROM girctl_login_mark WHERE subject = ?",
            [.bytes(subject)],
            timestamp: moment.microseconds
        )
    }
}
