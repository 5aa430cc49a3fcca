import CassandraClient
import FoundationEssentials
import GIRStore

/// Names that nobody else may have, whatever the case of their ASCII letters.
///
/// A name is claimed before the row that bears it is written, and let go of after that row has another. What ends in
/// between leaves a claim behind that nobody lives up to: it holds for a minute, then the next one may take it over.
struct UniqueNames: Sendable {
    /// Whose names they are.
    enum Kind: String {
        case contactCenter = "contact-center"
        case user
    }

    /// A name that was claimed.
    struct Claim {
        let name: String
        let version: CQLUUID
    }

    let database: ClusterDatabase
    let kind: Kind

    /// What is compared of a name.
    static func key(_ name: String) -> String {
        String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Who has claimed a name.
    func owner(of name: String) async throws -> String? {
        try await database.row(
            "SELECT owner FROM girctl_name WHERE kind = ? AND name = ?",
            [.text(kind.rawValue), .text(Self.key(name))]
        )?.text("owner")
    }

    /// Claims a name.
    ///
    /// - Parameter isBorne: whether the owner of a claim has that name by now.
    /// - Throws: `alreadyExists` where another has it, or is about to.
    func claim(_ name: String, for owner: String, isBorne: (String) async throws -> Bool) async throws -> Claim {
        let claim = Claim(name: Self.key(name), version: .random())
        let now = Date.now.milliseconds
        let outcome = try await database.apply(
            "INSERT INTO girctl_name (kind, name, owner, claimed, version) VALUES (?, ?, ?, ?, ?) IF NOT EXISTS",
            [.text(kind.rawValue), .text(claim.name), .text(owner), .timestamp(now), .uuid(claim.version)],
            leaving: claim.version
        )
        guard case .refused(let found) = outcome else { return claim }
        if let found, try await !isBorne(try found.text("owner")),
            try found.number("claimed") < now - Self.lifetime
        {
            let outcome = try await database.apply(
                "UPDATE girctl_name SET owner = ?, claimed = ?, version = ? WHERE kind = ? AND name = ? IF version = ?",
                [
                    .text(owner), .timestamp(now), .uuid(claim.version), .text(kind.rawValue), .text(claim.name),
                    .uuid(try found.version()),
                ],
                leaving: claim.version
            )
            if case .applied = outcome { return claim }
        }
        throw StoreError(.alreadyExists, "the name '\(name)' is taken")
    }

    /// Lets go of a claim.
    func release(_ claim: Claim) async throws { try await release(claim.name, claim.version) }

    /// Lets go of a name that its owner has no more.
    func release(_ name: String, of owner: String) async throws {
        let found = try await database.row(
            "SELECT owner, version FROM girctl_name WHERE kind = ? AND name = ?",
            [.text(kind.rawValue), .text(Self.key(name))]
        )
        guard let found, try found.text("owner") == owner else { return }
        try await release(Self.key(name), try found.version())
    }

    private func release(_ name: String, _ version: CQLUUID) async throws {
        _ = try await database.apply(
            "DELETE FROM girctl_name WHERE kind = ? AND name = ? IF version = ?",
            [.text(kind.rawValue), .text(name), .uuid(version)],
            leaving: nil
        )
    }

    /// How long a claim holds that nobody lives up to, in milliseconds.
    private static let lifetime: Int64 = 60_000
}
