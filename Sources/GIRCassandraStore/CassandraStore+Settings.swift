import CassandraClient
import FoundationEssentials
public import GIRStore

extension CassandraStore {
    /// The settings of a group.
    public func settings(of contactCenter: String, group: String) async throws -> [Setting] {
        var found: [Setting] = []
        try await database.scan(
            "SELECT * FROM girctl_setting WHERE contact_center = ? AND group_name = ?",
            [.text(contactCenter), .text(group)]
        ) { page in
            found += try page.map { try Setting($0) }
            return .more
        }
        return found
    }

    /// Adds or replaces a setting.
    public func set(_ setting: Setting) async throws {
        try await requireContactCenter(setting.contactCenter)
        try await database.write(Setting.insertion, setting.values)
    }

    /// Gives settings other values: few of them in one batch, and many one by one once the body has had a value for each.
    @discardableResult
    public func rewriteSettings(_ body: @escaping @Sendable (Setting) throws -> String?) async throws -> Int {
        let moment = Date.now.microseconds
        var (count, size) = (0, 0)
        var batch: [Setting] = []
        try await rewritten(body) { page in
            count += page.count
            size += page.reduce(0) { $0 + $1.size }
            if size <= Self.batchSize { batch += page }
        }
        guard size > Self.batchSize else {
            try await database.writeTogether(batch.map { (Setting.insertion, $0.values) }, timestamp: moment)
            return count
        }
        // What was set in the meantime is later than this, and stays.
        try await rewritten(body) { page in
            _ = try await page.lookUp { try await database.write(Setting.insertion, $0.values, timestamp: moment) }
        }
        return count
    }

    /// The settings with their new values, a page at a time.
    private func rewritten(
        _ body: (Setting) throws -> String?,
        _ take: ([Setting]) async throws -> Void
    ) async throws {
        try await database.scan("SELECT * FROM girctl_setting", pageSize: 500) { page in
            try await take(
                try page.compactMap { row in
                    var setting = try Setting(row)
                    guard let value = try body(setting) else { return nil }
                    setting.value = value
                    return setting
                }
            )
            return .more
        }
    }

    /// How large a batch may be, in bytes of what it writes: clusters refuse those of more than 50 KiB.
    private static let batchSize = 16 << 10

    /// Removes a setting.
    @discardableResult
    public func removeSetting(
        of contactCenter: String,
        group: String,
        name: String,
        location: String
    ) async throws -> Bool {
        let place: [CQLValue] = [.text(contactCenter), .text(group), .text(name), .text(location)]
        let condition = "WHERE contact_center = ? AND group_name = ? AND name = ? AND location = ?"
        guard try await database.row("SELECT name FROM girctl_setting \(condition)", place) != nil else { return false }
        try await database.write("DELETE FROM girctl_setting \(condition)", place)
        return true
    }
}

extension Setting {
    fileprivate static let insertion =
        "INSERT INTO girctl_setting (contact_center, group_name, name, location, value) VALUES (?, ?, ?, ?, ?)"

    fileprivate init(_ row: Row) throws {
        self.init(
            contactCenter: try row.text("contact_center"),
            group: try row.text("group_name"),
            name: try row.text("name"),
            location: try row.text("location"),
            value: try row.text("value")
        )
    }

    fileprivate var size: Int {
        [contactCenter, group, name, location, value].reduce(64) { $0 + $1.utf8.count }
    }

    fileprivate var values: [CQLValue] {
        [.text(contactCenter), .text(group), .text(name), .text(location), .text(value)]
    }
}
