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

    /// Gives settings other values, all of them or none.
    @discardableResult
    public func rewriteSettings(_ body: @escaping @Sendable (Setting) throws -> String?) async throws -> Int {
        let moment = Date.now.microseconds
        var writes: [(text: String, values: [CQLValue])] = []
        try await database.scan("SELECT * FROM girctl_setting") { page in
            for row in page {
                var setting = try Setting(row)
                guard let value = try body(setting) else { continue }
                setting.value = value
                writes.append((Setting.insertion, setting.values))
            }
            return .more
        }
        // One batch, which the cluster refuses as a whole where it is too large.
        try await database.writeTogether(writes, timestamp: moment)
        return writes.count
    }

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

    fileprivate var values: [CQLValue] {
        [.text(contactCenter), .text(group), .text(name), .text(location), .text(value)]
    }
}
