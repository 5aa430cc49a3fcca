import GRDB

extension SQLiteStore {
    /// The definitions of labels, in the order of their names.
    public func labelDefinitions(of contactCenter: String) async throws -> [LabelDefinition] {
        try await read { database in
            guard let tenant = try database.knownTenant(contactCenter) else { return [] }
            return try database.rows("SELECT * FROM label_definition WHERE tenant = ? ORDER BY name", [tenant]).map {
                LabelDefinition(
                    contactCenter: contactCenter,
                    name: $0["name"],
                    displayName: $0["display_name"],
                    description: $0["description"]
                )
            }
        }
    }

    /// Adds the definition of a label.
    public func add(_ definition: LabelDefinition) async throws {
        try await write { database in
            _ = try database.run(
                "INSERT INTO label_definition (display_name, description, tenant, name) VALUES (?, ?, ?, ?)",
                definition.columns(try database.tenant(definition.contactCenter))
            )
        }
    }

    /// Replaces the definition of a label.
    public func update(_ definition: LabelDefinition) async throws {
        try await write { database in
            let count = try database.run(
                "UPDATE label_definition SET display_name = ?, description = ? WHERE tenant = ? AND name = ?",
                definition.columns(try database.tenant(definition.contactCenter))
            )
            guard count > 0 else { throw LabelDefinition.notFound(definition.name) }
        }
    }

    /// Removes the definition of a label that no recording has.
    public func removeLabelDefinition(_ name: String, of contactCenter: String) async throws {
        try await write { database in
            let tenant = try database.tenant(contactCenter)
            let use = try database.row(
                "SELECT 1 FROM recording_label WHERE tenant = ? AND name = ? LIMIT 1",
                [tenant, name]
            )
            guard use == nil else { throw StoreError(.inUse, "a recording has the label '\(name)'") }
            let count = try database.run("DELETE FROM label_definition WHERE tenant = ? AND name = ?", [tenant, name])
            guard count > 0 else { throw LabelDefinition.notFound(name) }
        }
    }

    /// The labels of a recording, in the order of their names.
    public func labels(of recording: String, in contactCenter: String) async throws -> [Label] {
        try await read { database in
            guard let tenant = try database.knownTenant(contactCenter) else { return [] }
            return try database.rows(
                """
                SELECT l.name, l.value FROM recording AS r JOIN recording_label AS l ON l.recording = r.number
                WHERE r.tenant = ? AND r.id = ? ORDER BY l.name
                """,
                [tenant, recording]
            ).map { Label(name: $0["name"], value: $0["value"]) }
        }
    }

    /// Puts a label on a recording, or replaces its value.
    public func set(_ label: Label, on recording: String, in contactCenter: String) async throws {
        try await write { database in
            let (tenant, number, _) = try database.recording(recording, contactCenter)
            _ = try database.run(
                """
                INSERT INTO recording_label (tenant, name, start, recording, value)
                SELECT ?, ?, start, number, ? FROM recording WHERE number = ?
                ON CONFLICT DO UPDATE SET value = excluded.value
                """,
                [tenant, label.name, label.value, number]
            )
        }
    }

    /// Takes a label off a recording.
    @discardableResult
    public func removeLabel(_ name: String, from recording: String, in contactCenter: String) async throws -> Bool {
        try await write { database in
            let (_, number, _) = try database.recording(recording, contactCenter)
            return try database.run("DELETE FROM recording_label WHERE recording = ? AND name = ?", [number, name]) > 0
        }
    }
}

extension LabelDefinition {
    fileprivate static func notFound(_ name: String) -> StoreError {
        StoreError(.notFound, "there is no label '\(name)'")
    }

    fileprivate func columns(_ tenant: Int64) -> StatementArguments { [displayName, description, tenant, name] }
}
