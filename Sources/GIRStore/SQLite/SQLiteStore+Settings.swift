import GRDB

extension SQLiteStore {
    /// The settings of a group.
    public func settings(of contactCenter: String, group: String) async throws -> [Setting] {
        try await read { database in
            try database.rows(
                "SELECT * FROM setting WHERE contact_center = ? AND group_name = ? ORDER BY name, location",
                [contactCenter, group]
            ).map { row in
                Setting(
                    contactCenter: row["contact_center"],
                    group: row["group_name"],
                    name: row["name"],
                    location: row["location"],
                    value: row["value"]
                )
            }
        }
    }

    /// Adds or replaces a setting.
    public func set(_ setting: Setting) async throws {
        try await write { database in
            _ = try database.run(
                """
                INSERT INTO setting (contact_center, group_name, name, location, value) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET value = excluded.value
                """,
                [setting.contactCenter, setting.group, setting.name, setting.location, setting.value]
            )
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
