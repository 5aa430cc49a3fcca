public import FoundationEssentials

/// What `serve` remembers. One family of protocols, which every kind of store has to satisfy in the same way.
///
/// All methods throw ``StoreError``.
public protocol Store: ContactCenterStore, UserStore, SessionStore, SettingStore {}

/// The contact centers.
public protocol ContactCenterStore: Sendable {
    /// All contact centers, in the order of their ids.
    func contactCenters() async throws -> [ContactCenter]
    /// The contact center with an id; nil where there is none.
    func contactCenter(_ id: String) async throws -> ContactCenter?
    /// Adds one.
    ///
    /// - Throws: `alreadyExists` where the id or the domain is taken.
    func add(_ contactCenter: ContactCenter) async throws
    /// Replaces the one with the same id.
    ///
    /// - Throws: `notFound`.
    func update(_ contactCenter: ContactCenter) async throws
}

/// RWS's own users.
public protocol UserStore: Sendable {
    /// The user of a login name, whatever the case of its ASCII letters; nil where there is none.
    func user(named userName: String) async throws -> User?
    /// The user with an id.
    func user(_ id: String) async throws -> User?
    /// The users of a contact center, or of all, in the order of their names: at most `limit` of those whose name comes
    /// after `name`.
    func users(of contactCenter: String?, after name: String?, limit: Int) async throws -> [User]
    /// Adds one.
    ///
    /// - Throws: `alreadyExists` where the id or the name is taken, `notFound` where the contact center is missing.
    func add(_ user: User) async throws
    /// Replaces the one with the same id.
    ///
    /// - Throws: `notFound`, or `alreadyExists` where the new name is another's.
    func update(_ user: User) async throws
    /// Replaces the verifier of a user whose verifier is still `old`; does nothing where it is another by now.
    func replacePasswordHash(of id: String, from old: String, to new: String) async throws
    /// Removes one and the sessions of it.
    ///
    /// - Throws: `notFound`.
    func removeUser(_ id: String) async throws
}

/// The logins that go on.
public protocol SessionStore: Sendable {
    /// Adds a session and ends the oldest ones of the same principal beyond `limit`; gives those that were ended.
    ///
    /// - Throws: `full` where the store has as many sessions as it may have.
    func add(_ session: Session, limitPerPrincipal limit: Int) async throws -> [Session]
    /// The session of an identifier's hash.
    func session(_ idHash: [UInt8]) async throws -> Session?
    /// Notes that a session was used.
    func touch(_ idHash: [UInt8], at now: Date) async throws
    /// Ends a session; whether there was one.
    @discardableResult func removeSession(_ idHash: [UInt8]) async throws -> Bool
    /// Ends all sessions of a principal; gives how many.
    @discardableResult func removeSessions(provider: Principal.Provider, id: String) async throws -> Int
    /// Ends the sessions begun before one moment or unused since the other; gives how many.
    @discardableResult func removeSessions(createdBefore: Date, unusedSince: Date) async throws -> Int
    /// How many sessions there are.
    func sessionCount() async throws -> Int
}

/// The settings of contact centers.
public protocol SettingStore: Sendable {
    /// The settings of a group, in the order of name and location.
    func settings(of contactCenter: String, group: String) async throws -> [Setting]
    /// Adds or replaces one.
    func set(_ setting: Setting) async throws
    /// Removes one; whether there was one.
    @discardableResult
    func removeSetting(of contactCenter: String, group: String, name: String, location: String) async throws -> Bool
}
