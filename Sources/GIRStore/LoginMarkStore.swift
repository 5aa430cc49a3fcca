public import FoundationEssentials

/// Marks of logins that several nodes count together.
///
/// A subject is what the marks are of, such as the digest of a name; nobody needs to know what it stands for.
public protocol LoginMarkStore: Sendable {
    /// The moments of the marks since one moment, the latest first and at most `limit` of them.
    func loginMarks(of subject: [UInt8], since: Date, limit: Int) async throws -> [Date]
    /// Adds a mark, which is forgotten when its life is over.
    func addLoginMark(of subject: [UInt8], at moment: Date, life: Duration) async throws
    /// Removes the marks of a subject up to a moment; a later one stays, also where this arrives after it.
    func removeLoginMarks(of subject: [UInt8], until moment: Date) async throws
}
