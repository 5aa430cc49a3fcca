import CassandraClient
public import GIRStore

extension CassandraStore {
    /// The definitions of labels, in the order of their names.
    public func labelDefinitions(of contactCenter: String) async throws -> [LabelDefinition] {
        var found: [LabelDefinition] = []
        try await database.scan(
            "SELECT * FROM girctl_label_definition WHERE contact_center = ?",
            [.text(contactCenter)]
        ) { page in
            found += try page.map { try LabelDefinition($0) }
            return .more
        }
        return found
    }

    /// Adds the definition of a label.
    public func add(_ definition: LabelDefinition) async throws {
        try await requireContactCenter(definition.contactCenter)
        let version = CQLUUID.random()
        let outcome = try await database.apply(
            """
            INSERT INTO girctl_label_definition (contact_center, name, display_name, description, version)
            VALUES (?, ?, ?, ?, ?) IF NOT EXISTS
            """,
            definition.place + [.text(definition.displayName), .text(definition.description), .uuid(version)],
            leaving: version
        )
        if case .refused = outcome { throw StoreError(.alreadyExists, "there is a label '\(definition.name)'") }
    }

    /// Replaces the definition of a label.
    public func update(_ definition: LabelDefinition) async throws {
        try await requireContactCenter(definition.contactCenter)
        while true {
            guard let row = try await row(of: definition) else { throw LabelDefinition.notFound(definition.name) }
            let version = CQLUUID.random()
            let outcome = try await database.apply(
                """
                UPDATE girctl_label_definition SET display_name = ?, description = ?, version = ?
                WHERE contact_center = ? AND name = ? IF version = ?
                """,
                [.text(definition.displayName), .text(definition.description), .uuid(version)] + definition.place
                    + [.uuid(try row.version())],
                leaving: version
            )
            if case .applied = outcome { return }
            try await yieldToOthers()
        }
    }

    /// Removes the definition of a label that no recording has.
    public func removeLabelDefinition(_ name: String, of contactCenter: String) async throws {
        try await requireContactCenter(contactCenter)
        let wanted = LabelDefinition(contactCenter: contactCenter, name: name, displayName: "", description: "")
        if try await isInUse(name, in: contactCenter) { throw LabelDefinition.inUse(name) }
        guard let row = try await row(of: wanted) else { throw LabelDefinition.notFound(name) }
        _ = try await database.apply(
            "DELETE FROM girctl_label_definition WHERE contact_center = ? AND name = ? IF version = ?",
            wanted.place + [.uuid(try row.version())],
            leaving: nil
        )
        // Whoever labels looks for the definition afterwards as well: one of the two sees the other.
        if try await isInUse(name, in: contactCenter) {
            try await add(try LabelDefinition(row))
            throw LabelDefinition.inUse(name)
        }
    }

    /// The labels of a recording, in the order of their names.
    public func labels(of recording: String, in contactCenter: String) async throws -> [Label] {
        let labels = try await stored(recording, contactCenter)?.labels ?? [:]
        return labels.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            .map { Label(name: $0.key, value: $0.value) }
    }

    /// Puts a label on a recording, or replaces its value.
    public func set(_ label: Label, on recording: String, in contactCenter: String) async throws {
        let wanted = LabelDefinition(contactCenter: contactCenter, name: label.name, displayName: "", description: "")
        let old = try await required(recording, contactCenter)
        guard try await row(of: wanted) != nil else { throw LabelDefinition.notFound(label.name) }
        let indexed = old.indexed
        try await index(indexed, on: [indexed.day(.label, label.name)])
        _ = try await changeRecording(recording, contactCenter) { $0.labels[label.name] = label.value }
        guard try await row(of: wanted) != nil else {
            try await removeLabel(label.name, from: recording, in: contactCenter)
            throw LabelDefinition.notFound(label.name)
        }
    }

    /// Takes a label off a recording.
    @discardableResult
    public func removeLabel(_ name: String, from recording: String, in contactCenter: String) async throws -> Bool {
        let old = try await changeRecording(recording, contactCenter) { $0.labels[name] = nil }
        guard old.labels[name] != nil else { return false }
        let indexed = old.indexed
        try await unindex(indexed, on: [indexed.day(.label, name)])
        return true
    }

    private func row(of definition: LabelDefinition) async throws -> Row? {
        try await database.row(
            "SELECT * FROM girctl_label_definition WHERE contact_center = ? AND name = ?",
            definition.place
        )
    }

    private func isInUse(_ name: String, in contactCenter: String) async throws -> Bool {
        var query = RecordingQuery(contactCenter: contactCenter)
        (query.label, query.limit) = (name, 1)
        while true {
            let page = try await recordings(query)
            if !page.recordings.isEmpty { return true }
            guard let next = page.next else { return false }
            query.position = .after(next)
        }
    }
}

extension LabelDefinition {
    fileprivate static func notFound(_ name: String) -> StoreError {
        StoreError(.notFound, "there is no label '\(name)'")
    }

    fileprivate static func inUse(_ name: String) -> StoreError {
        StoreError(.inUse, "a recording has the label '\(name)'")
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            contactCenter: try row.text("contact_center"),
            name: try row.text("name"),
            displayName: try row.text("display_name"),
            description: try row.text("description")
        )
    }

    fileprivate var place: [CQLValue] { [.text(contactCenter), .text(name)] }
}
