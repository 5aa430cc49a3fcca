import GRDB

extension SQLiteStore {
    /// All contact centers, in the order of their ids.
    public func contactCenters() async throws -> [ContactCenter] {
        try await read { try $0.rows("SELECT * FROM contact_center ORDER BY id").map { try ContactCenter($0) } }
    }

    /// The contact center with an id.
    public func contactCenter(_ id: String) async throws -> ContactCenter? {
        try await read { try ContactCenter.find(id, $0) }
    }

    /// Adds a contact center.
    public func add(_ contactCenter: ContactCenter) async throws {
        try await write { database in
            _ = try database.run(
                "INSERT INTO contact_center (domain, uses_configuration_server, features, id) VALUES (?, ?, ?, ?)",
                contactCenter.columns
            )
        }
    }

    /// Changes a contact center in one transaction.
    @discardableResult
    public func updateContactCenter(
        _ id: String,
        _ change: @escaping @Sendable (inout ContactCenter) throws -> Void
    ) async throws -> ContactCenter {
        try await write { database in
            guard var contactCenter = try ContactCenter.find(id, database) else {
                throw StoreError(.notFound, "there is no contact center '\(id)'")
            }
            let usedConfigurationServer = contactCenter.usesConfigurationServer
            try change(&contactCenter)
            if contactCenter.usesConfigurationServer != usedConfigurationServer {
                // Who vouched for its users does so no more.
                try database.run("DELETE FROM session WHERE json_extract(principal, '$.contactCenter') = ?", [id])
            }
            try database.run(
                "UPDATE contact_center SET domain = ?, uses_configuration_server = ?, features = ? WHERE id = ?",
                contactCenter.columns
            )
            return contactCenter
        }
    }
}

extension ContactCenter {
    static func find(_ id: String, _ database: Database) throws -> ContactCenter? {
        try database.row("SELECT * FROM contact_center WHERE id = ?", [id]).map { try ContactCenter($0) }
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: row["id"],
            domain: row["domain"],
            usesConfigurationServer: row["uses_configuration_server"],
            features: try ColumnText.value(row["features"], of: "features")
        )
    }

    fileprivate var columns: StatementArguments {
        get throws { [domain, usesConfigurationServer, try ColumnText.json(features.sorted()), id] }
    }
}
