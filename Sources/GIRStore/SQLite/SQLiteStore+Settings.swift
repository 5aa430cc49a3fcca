import GRDB

extension SQLiteStore {
    /// The settings of a group.
    public func settings(of contactCenter: String, group: String) async throws -> [Setting] {
        try await read { database in
            try database.rows(
                "SELECT * FROM setting WHERE contact_center = ? AND group_name = ? ORDER BY name, location",
                [contactCenter, group]
            ).map { Setting($0) }
        }
    }

    /// Adds or replaces a setting.
    public func set(_ setting: Setting) async throws {
        try await write { try setting.write(to: $0) }
    }

    /// Gives settings other values, all of them or none.
    @discardableResult
    public func rewriteSettings(_ body: @escaping @Sendable (Setting) throws -> String?) async throws -> Int {
        try await write { database in
            var count = 0
            for row in try database.rows("SELECT * FROM setting") {
                var setting = Setting(row)
                guard let value = try body(setting) else { continue }
                setting.value = value
                try setting.write(to: database)
                count += 1
            }
            return count
        }
    }

    /// Removes a setting.
    @discardableResult
    public func removeSetting(
        of contactCenter: String,
        group: String,
        name: String,
        location: String
    ) async throws -> Bool {
        try await write { database in
            try database.run(
                "DELETE FROM setting WHERE contact_center = ? AND group_name = ? AND name = ? AND location = ?",
                [contactCenter, group, name, location]
            ) > 0
        }
    }
}

extension Setting {
    fileprivate init(_ row: Row) {
        self.init(
            contactCenter: row["contact_center"],
            group: row["group_name"],
            name: row["name"],
            location: row["location"],
            value: row["value"]
        )
    }

    fileprivate func write(to database: Database) throws {
        try database.run(
            """
            INSERT INTO setting (contact_center, group_name, name, location, value) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value
            """,
            [contactCenter, group, name, location, value]
        )
    }
}
