import Logging

extension CassandraSession {
    /// Lets the cluster parse a statement; one that was prepared before is remembered.
    ///
    /// - Parameter options: how long it may take, and the node to avoid.
    public func prepare(
        _ text: String,
        _ options: StatementOptions = .idempotent
    ) async throws(CassandraError) -> PreparedStatement {
        if let known = prepared.statement(text) { return known }
        let request = Request.prepare(text, keyspace: nil)
        var asked = StatementOptions.idempotent
        (asked.time, asked.avoided) = (options.time, options.avoided)
        let (response, _) = try await run(plan(nil, nil, avoiding: asked.avoided), asked) { _ in request }
        guard case .prepared(let result) = response.kind else { throw .malformed("the node does not answer PREPARE") }
        return prepared.insert(PreparedStatement(text, result))
    }

    /// Executes a prepared statement, and gives the first page of its rows.
    @discardableResult
    public func execute(
        _ statement: PreparedStatement,
        _ values: [CQLValue] = [],
        _ options: StatementOptions = StatementOptions()
    ) async throws(CassandraError) -> Rows {
        let encoded = try statement.encode(values)
        var options = options
        if options.isIdempotent == nil { options.isIdempotent = statement.isRead }
        let parameters = parameters(options, isRead: statement.isRead, encoded)
        let plan = plan(statement.token(encoded), statement.keyspace, avoiding: options.avoided)
        // The columns of an answer are those that the statement had when it was sent.
        var handle = statement.handle
        let (response, version) = try await run(plan, options, statement: statement) { connection in
            handle = statement.handle
            var parameters = parameters
            parameters.skipsMetadata =
                connection.version >= .v5 && !handle.metadataID.isEmpty && !handle.columns.list.isEmpty
            return .execute(id: handle.id, metadataID: handle.metadataID, parameters)
        }
        guard case .rows(let metadata, let body) = response.kind else {
            return try await finished(response)
        }
        if let id = metadata.newID, let columns = metadata.columns {
            statement.update(metadataID: id, columns: columns)
        }
        return try Rows(metadata, body, known: handle.columns, version: version, warnings: response.warnings)
    }

    /// Executes a statement, which is prepared where it was not before.
    @discardableResult
    public func execute(
        _ text: String,
        _ values: [CQLValue] = [],
        _ options: StatementOptions = StatementOptions()
    ) async throws(CassandraError) -> Rows {
        let began = ContinuousClock.now
        let statement = try await prepare(text, options)
        return try await execute(statement, values, options.after(began))
    }

    /// Executes a statement without values as it is: for what is executed once, such as changes of the schema.
    @discardableResult
    public func query(
        _ text: String,
        _ options: StatementOptions = StatementOptions()
    ) async throws(CassandraError) -> Rows {
        var options = options
        if options.isIdempotent == nil { options.isIdempotent = text.isRead }
        let request = Request.query(text, parameters(options, isRead: text.isRead, nil))
        let plan = plan(nil, nil, avoiding: options.avoided)
        let (response, version) = try await run(plan, options) { _ in request }
        guard case .rows(let metadata, let body) = response.kind else { return try await finished(response) }
        return try Rows(metadata, body, version: version, warnings: response.warnings)
    }

    /// Executes several writes as one.
    @discardableResult
    public func batch(
        _ writes: [(statement: PreparedStatement, values: [CQLValue])],
        _ kind: BatchKind = .logged,
        _ options: StatementOptions = StatementOptions()
    ) async throws(CassandraError) -> Rows {
        guard let first = writes.first, writes.count <= UInt16.max else {
            throw CassandraError(.invalid, .statement, "a batch has 1 to 65535 writes, not \(writes.count)")
        }
        var values: [QueryParameters.Values] = []
        for write in writes { values.append(try write.statement.encode(write.values)) }
        let number: Batch.Kind =
            switch kind {
            case .counter: .counter
            case .logged: .logged
            case .unlogged: .unlogged
            }
        var batch = Batch(number, [], options.consistency ?? core.settings.writeConsistency)
        batch.serialConsistency = options.serialConsistency
        batch.timestamp = options.timestamp ?? timestamp()
        let plan = plan(first.statement.token(values[0]), first.statement.keyspace, avoiding: options.avoided)
        let statements = writes.map(\.statement)
        let encoded = values
        let (response, version) = try await run(plan, options, statements: statements) { _ in
            var batch = batch
            batch.members = zip(statements, encoded).map { Batch.Member(id: $0.handle.id, values: $1) }
            return .batch(batch)
        }
        guard case .rows(let metadata, let body) = response.kind else { return try await finished(response) }
        return try Rows(metadata, body, version: version, warnings: response.warnings)
    }

    /// Waits until all nodes that can be asked have the same schema.
    public func awaitSchemaAgreement() async throws(CassandraError) {
        let end = ContinuousClock.now + core.settings.agreementTime
        while true {
            if await hasSchemaAgreement() { return }
            guard ContinuousClock.now < end, !Task.isCancelled else {
                throw CassandraError(
                    .schemaDisagreement,
                    .cluster,
                    "the nodes do not agree about the schema",
                    hint: "see 'nodetool describecluster'"
                )
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private func hasSchemaAgreement() async -> Bool {
        var plan = plan(nil, nil)
        var versions: Set<CQLUUID> = []
        var hasAnswer = false
        // Each node that can be asked says what it has itself: what others think of a dead one does not count.
        while let node = plan.next() {
            guard let connection = node.connection() else { continue }
            let text = "SELECT schema_version FROM system.local WHERE key = 'local'"
            guard let rows = try? await connection.rows(text, within: core.settings.requestTime) else { continue }
            hasAnswer = true
            if let version = try? rows.first?.decodeIfPresent(0, as: CQLUUID.self) { versions.insert(version) }
        }
        return hasAnswer && versions.count <= 1
    }

    /// After what has no rows: a changed schema is awaited.
    private func finished(_ response: Response) async throws(CassandraError) -> Rows {
        if case .schemaChange = response.kind {
            do throws(CassandraError) {
                try await awaitSchemaAgreement()
            } catch {
                core.logger.warning("the schema was changed", metadata: ["reason": "\(error)"])
            }
        }
        return .none(response.warnings)
    }

    private func parameters(
        _ options: StatementOptions,
        isRead: Bool,
        _ values: QueryParameters.Values?
    ) -> QueryParameters {
        let settings = core.settings
        var parameters = QueryParameters(
            options.consistency ?? (isRead ? settings.readConsistency : settings.writeConsistency)
        )
        parameters.values = values.flatMap { $0.count == 0 ? nil : $0 }
        if isRead {
            parameters.pageSize = options.pageSize ?? settings.pageSize
            parameters.pagingState = options.page?.bytes
        } else {
            parameters.serialConsistency = options.serialConsistency ?? settings.serialConsistency
            parameters.timestamp = options.timestamp ?? timestamp()
        }
        return parameters
    }
}
