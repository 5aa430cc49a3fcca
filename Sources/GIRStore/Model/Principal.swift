/// Who a request comes from, once that is proved.
public struct Principal: Hashable, Codable, Sendable {
    /// Who vouched for the user.
    ///
    /// It is part of the identity: the same name of two providers is two users.
    public enum Provider: String, Codable, Sendable {
        /// Configuration Server.
        case configurationServer = "cs"
        /// RWS's own users.
        case store = "rws"
        /// The operations account of the configuration.
        case operations = "ops"
    }

    /// Who vouched.
    public let provider: Provider
    /// The user's id in the store, or the name that Configuration Server knows.
    public let id: String
    /// The name of the login.
    public let userName: String
    /// Nil for the operations account, which belongs to none.
    public let contactCenter: String?
    /// What it may do in the contact center.
    public let roles: Set<Role>
    /// What it may do with recordings besides.
    public let permissions: Set<RecordingPermission>
    /// Whether it may do nothing but choose another password.
    public let mustChangePassword: Bool

    /// Makes a principal.
    public init(
        provider: Provider,
        id: String,
        userName: String,
        contactCenter: String?,
        roles: Set<Role>,
        permissions: Set<RecordingPermission> = [],
        mustChangePassword: Bool = false
    ) {
        self.provider = provider
        self.id = id
        self.userName = userName
        self.contactCenter = contactCenter
        self.roles = roles
        self.permissions = permissions
        self.mustChangePassword = mustChangePassword
    }

    /// Reads one that was written by this version or an earlier one.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            provider: try container.decode(Provider.self, forKey: .provider),
            id: try container.decode(String.self, forKey: .id),
            userName: try container.decode(String.self, forKey: .userName),
            contactCenter: try container.decodeIfPresent(String.self, forKey: .contactCenter),
            roles: try container.decode(Set<Role>.self, forKey: .roles),
            permissions: try container.decode(Set<RecordingPermission>.self, forKey: .permissions),
            mustChangePassword: try container.decodeIfPresent(Bool.self, forKey: .mustChangePassword) ?? false
        )
    }

    /// What the sessions of one user are kept together by: the id, or for a user of Configuration Server what
    /// ``owner(named:of:)`` gives.
    public var owner: String {
        provider == .configurationServer ? Self.owner(named: id, of: contactCenter) : id
    }

    /// What the sessions of a user of Configuration Server are kept together by.
    ///
    /// Contact centers may have users of one name, and one user may come with several spellings of it.
    public static func owner(named name: String, of contactCenter: String?) -> String {
        "\(contactCenter ?? "") \(name.foldedUserName)"
    }

    /// One of RWS's own users.
    public init(user: User) {
        self.init(
            provider: .store,
            id: user.id,
            userName: user.userName,
            contactCenter: user.contactCenter,
            roles: user.roles,
            permissions: user.permissions,
            mustChangePassword: user.changesPasswordOnFirstLogin
        )
    }
}

extension String {
    /// The name with its ASCII letters in small: names of users are not told apart by them.
    public var foldedUserName: String {
        String(decoding: utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
