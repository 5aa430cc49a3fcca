public import FoundationEssentials

/// What `serve` remembers.
///
/// One family of protocols, which every kind of store has to satisfy in the same way. All methods throw ``StoreError``, and `CancellationError` where the task is cancelled. Moments are kept to the
/// millisecond. What a method has returned from is on disk.
public protocol Store: ContactCenterStore, UserStore, SessionStore, SettingStore, RecordingStore {
    /// Finds out whether the store can be used; one on this machine's disk by writing something.
    ///
    /// - Throws: `noSpace`, and `unavailable` where it is not the store any more that was opened.
    func check() async throws
}

/// The contact centers.
public protocol ContactCenterStore: Sendable {
    /// All contact centers, in the order of their ids.
    func contactCenters() async throws -> [ContactCenter]
    /// The contact center with an id; nil where there is none.
    func contactCenter(_ id: String) async throws -> ContactCenter?
    /// Adds one.
    ///
    /// - Throws: `alreadyExists` where the id or the domain, in any case of its ASCII letters, is taken.
    func add(_ contactCenter: ContactCenter) async throws
    /// Changes one in one step, so that no other change is lost; gives what it is now.
    ///
    /// Where its users are others' from then on, those of Configuration Server or RWS's own, the sessions of all of them end.
    ///
    /// - Throws: `notFound`, `alreadyExists` where the new domain is another's, and what `change` throws.
    @discardableResult
    func updateContactCenter(
        _ id: String,
        _ change: @escaping @Sendable (inout ContactCenter) throws -> Void
    ) async throws -> ContactCenter
}

/// RWS's own users.
public protocol UserStore: Sendable {
    /// The user of a login name, whatever the case of its ASCII letters; nil where there is none.
    func user(named userName: String) async throws -> User?
    /// The user with an id.
    func user(_ id: String) async throws -> User?
    /// The users of a contact center, or of all, in the order of their names without case: at most `limit` of those
    /// whose name comes after `name`.
    func users(of contactCenter: String?, after name: String?, limit: Int) async throws -> [User]
    /// The last users of a contact center, at most `limit`, of those whose name comes before `name`; in the same order.
    func users(of contactCenter: String, before name: String, limit: Int) async throws -> [User]
    /// Adds one.
    ///
    /// - Throws: `alreadyExists` where the id or the name is taken or reserved, `notFound` where the contact center is
    ///   missing.
    func add(_ user: User) async throws
    /// Changes one in one step, so that no other change is lost, and gives what it is now.
    ///
    /// Where the change is one that open sessions must not outlive, in password, roles, permissions or leave to log in, the
    /// sessions end with it.
    ///
    /// - Throws: `notFound`, `alreadyExists` where the new name is another's or reserved, and what `change` throws.
    @discardableResult
    func updateUser(
        _ id: String,
        _ change: @escaping @Sendable (inout User) throws -> Void
    ) async throws -> User
    /// Replaces the verifier of a user whose verifier is still `old` with another of the same password; does nothing where
    /// it is another by now.
    func replacePasswordHash(of id: String, from old: String, to new: String) async throws
    /// Keeps users from taking these names, in any case of their ASCII letters, and none besides; gives the users who have
    /// one of them already.
    @discardableResult
    func reserveUserNames(_ names: [String]) async throws -> [User]
    /// Takes an account with this verifier for the operations account, or says that there is none: sessions of any other
    /// end, also of the same name, and only those that bring the verifier begin. Gives how many ended.
    @discardableResult
    func takeOperationsAccount(verifier: String?) async throws -> Int
    /// Removes one and the sessions of it.
    ///
    /// - Throws: `notFound`.
    func removeUser(_ id: String) async throws
}

/// The logins that go on.
public protocol SessionStore: Sendable {
    /// Adds a session and ends others of the same principal beyond `limit`, those that were never used before those that
    /// were, and the oldest first; gives those that were ended.
    ///
    /// - Parameter verifier: what the password of one of RWS's own users, or of the operations account, was checked with.
    /// - Throws: `full` where the store has as many sessions as it may have, and `notFound` where what the login was found
    ///   by is not there any more, as it may have changed while the password was checked: the user with this name,
    ///   password, roles and permissions, and who vouches for the users of the contact center.
    func add(_ session: Session, limitPerPrincipal limit: Int, verifier: String?) async throws -> [Session]
    /// The session of an identifier's hash.
    func session(_ idHash: [UInt8]) async throws -> Session?
    /// The sessions of a principal, the oldest first; `id` is its ``Principal/owner``.
    func sessions(provider: Principal.Provider, id: String) async throws -> [Session]
    /// Notes that a session was used; never moves the moment back.
    func touch(_ idHash: [UInt8], at now: Date) async throws
    /// Ends a session; whether there was one.
    @discardableResult func removeSession(_ idHash: [UInt8]) async throws -> Bool
    /// Ends all sessions of a principal, or of everybody whom a provider vouched for; gives how many.
    @discardableResult func removeSessions(provider: Principal.Provider, id: String?) async throws -> Int
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
    ///
    /// - Throws: `notFound` where the contact center is missing.
    func set(_ setting: Setting) async throws
    /// Gives those settings another value for which the body has one, and none where it throws; gives how many.
    ///
    /// A store that has no transactions may ask the body more than once, and be interrupted between one setting and the
    /// next: what is asked for then again goes on with the rest.
    ///
    /// - Throws: what the body throws.
    @discardableResult
    func rewriteSettings(_ body: @escaping @Sendable (Setting) throws -> String?) async throws -> Int
    /// Removes one; whether there was one.
    @discardableResult
    func removeSetting(of contactCenter: String, group: String, name: String, location: String) async throws -> Bool
}
