import CassandraClient
public import GIRStore

extension CassandraStore {
    /// All contact centers, in the order of their ids.
    public func contactCenters() async throws -> [ContactCenter] {
        var all: [ContactCenter] = []
        try await database.scan("SELECT * FROM girctl_contact_center WHERE realm = ?", ["all"]) { page in
            all += try page.map { try ContactCenter($0) }
            return .more
        }
        return all
    }

    /// The contact center with an id.
    public func contactCenter(_ id: String) async throws -> ContactCenter? {
        try await contactCenterRow(id).map { try ContactCenter($0) }
    }

    /// Adds a contact center.
    public func add(_ contactCenter: ContactCenter) async throws {
        let claim = try await claimDomain(of: contactCenter)
        let version = CQLUUID.random()
        let outcome = try await database.apply(
            """
            INSERT INTO girctl_contact_center (realm, id, domain, uses_configuration_server, features, version)
            VALUES (?, ?, ?, ?, ?, ?) IF NOT EXISTS
            """,
            ["all", .text(contactCenter.id)] + contactCenter.values(version),
            leaving: version
        )
        guard case .refused = outcome else { return memory.note(contactCenter: contactCenter.id) }
        try await domains.release(claim)
        throw StoreError(.alreadyExists, "there is a contact center '\(contactCenter.id)'")
    }

    /// Changes a contact center in one step.
    @discardableResult
    public func updateContactCenter(
        _ id: String,
        _ change: @escaping @Sendable (inout ContactCenter) throws -> Void
    ) async throws -> ContactCenter {
        let (old, new) = try await locks.withLock("contact-center \(id)") {
            let (old, new) = try await changeContactCenter(id, change)
            if UniqueNames.key(new.domain) != UniqueNames.key(old.domain) {
                try await domains.release(old.domain, of: id)
            }
            return (old, new)
        }
        if new.usesConfigurationServer != old.usesConfigurationServer {
            // Who vouched for its users does so no more.
            try await removeSessions { $0.contactCenter == id }
        }
        return new
    }

    private func changeContactCenter(
        _ id: String,
        _ change: @Sendable (inout ContactCenter) throws -> Void
    ) async throws -> (old: ContactCenter, new: ContactCenter) {
        while true {
            guard let row = try await contactCenterRow(id) else { throw ContactCenter.notFound(id) }
            let old = try ContactCenter(row)
            var new = old
            try change(&new)
            guard new != old else { return (old, new) }
            let isRenamed = UniqueNames.key(new.domain) != UniqueNames.key(old.domain)
            let claim = isRenamed ? try await claimDomain(of: new) : nil
            let version = CQLUUID.random()
            let outcome = try await database.apply(
                """
                UPDATE girctl_contact_center SET domain = ?, uses_configuration_server = ?, features = ?, version = ?
                WHERE realm = ? AND id = ? IF version = ?
                """,
                new.values(version) + ["all", .text(id), .uuid(try row.version())],
                leaving: version
            )
            if case .applied = outcome { return (old, new) }
            if let claim { try await domains.release(claim) }
            try await yieldToOthers()
        }
    }

    private var domains: UniqueNames { UniqueNames(database: database, kind: .contactCenter) }

    private func claimDomain(of contactCenter: ContactCenter) async throws -> UniqueNames.Claim {
        try await domains.claim(contactCenter.domain, for: contactCenter.id) { id in
            guard let other = try await self.contactCenter(id) else { return false }
            return UniqueNames.key(other.domain) == UniqueNames.key(contactCenter.domain)
        }
    }

    private func contactCenterRow(_ id: String) async throws -> Row? {
        try await database.row("SELECT * FROM girctl_contact_center WHERE realm = ? AND id = ?", ["all", .text(id)])
    }

    /// Whether there is a contact center; no other node need be asked twice, for none ever goes.
    func hasContactCenter(_ id: String) async throws -> Bool {
        if memory.knows(contactCenter: id) { return true }
        guard try await contactCenterRow(id) != nil else { return false }
        memory.note(contactCenter: id)
        return true
    }

    func requireContactCenter(_ id: String) async throws {
        guard try await hasContactCenter(id) else { throw ContactCenter.notFound(id) }
    }

    /// Lets those on other nodes finish who have changed the same row first.
    func yieldToOthers() async throws { try await Task.sleep(for: .milliseconds(.random(in: 1...30))) }
}

extension ContactCenter {
    fileprivate static func notFound(_ id: String) -> StoreError {
        StoreError(.notFound, "there is no contact center '\(id)'")
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row.text("id"),
            domain: try row.text("domain"),
            usesConfigurationServer: try row.flag("uses_configuration_server"),
            features: Set(try row.texts("features"))
        )
    }

    fileprivate func values(_ version: CQLUUID) -> [CQLValue] {
        [.text(domain), .boolean(usesConfigurationServer), .texts(features), .uuid(version)]
    }
}
