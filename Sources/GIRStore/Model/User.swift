/// One of RWS's own users.
public struct User: Hashable, Codable, Sendable {
    /// 32 hexadecimal digits in lower case.
    public let id: String
    /// The contact center that the user belongs to.
    public let contactCenter: String
    /// The name of the login, usually an e-mail address; unlike any other in the store, in any case of its letters.
    public var userName: String
    /// The given name; may be empty.
    public var firstName: String
    /// The family name; may be empty.
    public var lastName: String
    /// What the user may do in the contact center.
    public var roles: Set<Role>
    /// What the user may do with recordings besides.
    public var permissions: Set<RecordingPermission>
    /// A user who is not enabled cannot log in; sessions end at once.
    public var isEnabled: Bool
    /// Whether the password is one that somebody else has chosen: nothing can be done with it but choose another one.
    public var changesPasswordOnFirstLogin: Bool
    /// The verifier of the password in PHC form, `$scrypt$ln=15,r=8,p=3$…`; nil for a user who has none yet.
    public var passwordHash: String?

    /// Makes a user.
    public init(
        id: String,
        contactCenter: String,
        userName: String,
        firstName: String = "",
        lastName: String = "",
        roles: Set<Role>,
        permissions: Set<RecordingPermission> = [],
        isEnabled: Bool = true,
        changesPasswordOnFirstLogin: Bool = false,
        passwordHash: String? = nil
    ) {
        self.id = id
        self.contactCenter = contactCenter
        self.userName = userName
        self.firstName = firstName
        self.lastName = lastName
        self.roles = roles
        self.permissions = permissions
        self.isEnabled = isEnabled
        self.changesPasswordOnFirstLogin = changesPasswordOnFirstLogin
        self.passwordHash = passwordHash
    }
}

extension User {
    /// Whether sessions that were begun as `old` was must end: what they were allowed by has changed.
    package func endsSessions(of old: User) -> Bool {
        !isEnabled || passwordHash != old.passwordHash || roles != old.roles || permissions != old.permissions
            || userName != old.userName || changesPasswordOnFirstLogin != old.changesPasswordOnFirstLogin
    }
}
