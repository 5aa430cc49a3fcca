public import GIRConfigKit

/// What `girctl` has the program do that knows the store; in JSON.
///
/// Users' passwords are not in it: `girctl` makes their verifiers.
public struct StoreErrand: Codable, Sendable {
    /// Where the store is.
    public struct Place: Codable, Sendable {
        /// A configuration, and the keys of its passwords.
        public struct Configuration: Codable, Sendable {
            /// The path of application.yaml.
            public var path: String
            /// The key file, where there is one.
            public var keyFile: String?
            /// Whether the key file may have other readers than its owner.
            public var allowsOtherReaders: Bool
            /// Where the passphrase is, as one argument; empty for none.
            public var passphrase: String

            /// Names the file and the keys.
            public init(path: String, keyFile: String?, allowsOtherReaders: Bool, passphrase: String) {
                self.path = path
                self.keyFile = keyFile
                self.allowsOtherReaders = allowsOtherReaders
                self.passphrase = passphrase
            }
        }

        /// The data folder.
        public var folder: String
        /// What may say that the store is a cluster; nil for the folder.
        public var configuration: Configuration?

        /// Names the folder and the configuration.
        public init(folder: String, configuration: Configuration? = nil) {
            self.folder = folder
            self.configuration = configuration
        }
    }

    /// Where the store is.
    public var place: Place
    /// What is to be done.
    public var task: Task

    /// Names the place and the task.
    public init(place: Place, task: Task) {
        self.place = place
        self.task = task
    }

    /// One thing to do.
    public enum Task: Codable, Sendable {
        /// Adds a contact center; the only task that makes a store where there is none.
        case addContactCenter(ContactCenterChange)
        /// Adds a user to the contact center of a domain or an id, or to the only one there is.
        case addUser(UserChange, contactCenter: String?)
        /// Copies the store to a new file.
        case backUp(String)
        /// Looks for damages.
        case check
        /// Writes all that it holds to a new file, or goes on with one that was begun.
        case export(String, isQuiet: Bool)
        /// Logs in to the cluster, which may be one that is only watched, at these nodes; where it is the store, whether it
        /// can be.
        ///
        /// What the cluster says against it is in the result; after so many milliseconds it is not waited for.
        case logIn(nodes: [LinkEndpoint], timeLimit: Int)
        /// Makes the keyspace and its tables; with how many nodes of which data centers are to hold each row, or with a
        /// number for the one that is asked.
        case initialise(replication: [String: Int])
        /// Adds what a file of an export holds.
        case takeIn(String, isQuiet: Bool)
        /// Seals the settings with another key; both are words of the configuration.
        case rekeySettings(old: [UInt8], new: [UInt8])
        /// Changes the contact center of a domain or an id.
        case changeContactCenter(String, ContactCenterChange)
        /// Changes the user of a name.
        case changeUser(String, UserChange)
        /// Lists the contact centers.
        case listContactCenters
        /// Lists the users of a contact center, or all.
        case listUsers(contactCenter: String?)
        /// Removes the user of a name.
        case removeUser(String)
    }

    /// What a contact center gets; what is nil stays as it is, or as the standard says.
    public struct ContactCenterChange: Codable, Sendable {
        /// The name that admins know it by.
        public var domain: String?
        /// Whether its users are those of Configuration Server.
        public var usesConfigurationServer: Bool?
        /// The features to switch on.
        public var addedFeatures: [String] = []
        /// The features to switch off.
        public var removedFeatures: [String] = []

        /// Changes nothing.
        public init() {}
    }

    /// What a user gets; what is nil stays as it is, or as the standard says.
    public struct UserChange: Codable, Sendable {
        /// The name of the login.
        public var userName: String?
        /// The given name.
        public var firstName: String?
        /// The family name.
        public var lastName: String?
        /// All roles.
        public var roles: [String]?
        /// All permissions, by the names of the API.
        public var permissions: [String]?
        /// Whether the user may log in.
        public var isEnabled: Bool?
        /// The verifier of the password.
        public var passwordHash: String?
        /// Whether the password is one that somebody else has chosen.
        public var changesPasswordOnFirstLogin: Bool?

        /// Changes nothing.
        public init() {}
    }
}

/// What came of an errand.
public struct StoreErrandResult: Codable, Sendable {
    /// Why nothing was done.
    public struct Failure: Codable, Error, Sendable {
        /// The exit status.
        public var status: Int32
        /// What is wrong.
        public var message: String
        /// What to do about it.
        public var hint: String?

        /// Makes a failure.
        public init(_ status: ExitStatus, _ message: String, hint: String?) {
            self.status = status.rawValue
            self.message = message
            self.hint = hint
        }
    }

    /// A contact center.
    public struct ContactCenter: Codable, Sendable {
        /// 32 hexadecimal digits.
        public var id: String
        /// The name that admins know it by.
        public var domain: String
        /// Whether its users are those of Configuration Server.
        public var usesConfigurationServer: Bool
        /// What is switched on.
        public var features: [String]

        /// Describes one.
        public init(id: String, domain: String, usesConfigurationServer: Bool, features: [String]) {
            self.id = id
            self.domain = domain
            self.usesConfigurationServer = usesConfigurationServer
            self.features = features
        }
    }

    /// A user, without the verifier of the password.
    public struct User: Codable, Sendable {
        /// 32 hexadecimal digits.
        public var id: String
        /// The name of the login.
        public var userName: String
        /// The given name.
        public var firstName: String
        /// The family name.
        public var lastName: String
        /// The domain of the contact center.
        public var contactCenter: String
        /// The roles by their names in the annex.
        public var roles: [String]
        /// The permissions by their names in the API.
        public var permissions: [String]
        /// Whether the user may log in.
        public var enabled: Bool
        /// Whether there is a password to log in with.
        public var hasPassword: Bool
        /// Whether the password is one that somebody else has chosen.
        public var changePasswordOnFirstLogin: Bool

        /// Describes one.
        public init(
            id: String,
            userName: String,
            firstName: String,
            lastName: String,
            contactCenter: String,
            roles: [String],
            permissions: [String],
            enabled: Bool,
            hasPassword: Bool,
            changePasswordOnFirstLogin: Bool
        ) {
            self.id = id
            self.userName = userName
            self.firstName = firstName
            self.lastName = lastName
            self.contactCenter = contactCenter
            self.roles = roles
            self.permissions = permissions
            self.enabled = enabled
            self.hasPassword = hasPassword
            self.changePasswordOnFirstLogin = changePasswordOnFirstLogin
        }
    }

    /// Why the cluster cannot be worked with.
    public struct ClusterFault: Codable, Error, Sendable {
        /// The kind of fault.
        public enum Kind: String, Codable, Sendable {
            /// The cluster does not let the role in, or not do what it has to.
            case refused
            /// The keyspace, its tables or its copies are not what the server needs.
            case unfit
            /// No answer, or too few nodes to agree on one.
            case unreachable
        }

        /// The kind of fault.
        public var kind: Kind
        /// What is wrong.
        public var message: String
        /// What to do about it.
        public var hint: String?

        /// Makes a fault.
        public init(_ kind: Kind, _ message: String, hint: String?) {
            self.kind = kind
            self.message = message
            self.hint = hint
        }
    }

    /// A keyspace.
    public struct Keyspace: Codable, Sendable {
        /// Its name.
        public var name: String
        /// What the cluster replicates it by.
        public var replication: [String: String]
        /// Whether it was made.
        public var isNew: Bool
        /// The version of its tables.
        public var version: Int
        /// The statement that gives it the replication that was asked for, where it has another one.
        public var alteration: String?

        /// Describes one.
        public init(
            name: String,
            replication: [String: String],
            isNew: Bool,
            version: Int,
            alteration: String? = nil
        ) {
            self.name = name
            self.replication = replication
            self.isNew = isNew
            self.version = version
            self.alteration = alteration
        }
    }

    /// What the cluster says against a login.
    public var clusterFault: ClusterFault?
    /// The keyspace that was made or looked at.
    public var keyspace: Keyspace?
    /// How many things were there already.
    public var presentCount = 0
    /// Why nothing was done; nil where it was.
    public var failure: Failure?
    /// The contact centers that were asked for, added or changed.
    public var contactCenters: [ContactCenter] = []
    /// The users that were asked for, added, changed or removed.
    public var users: [User] = []
    /// Whether anything is another than before.
    public var isChanged = false
    /// How many things were changed.
    public var count = 0
    /// What is damaged.
    public var problems: [String] = []

    /// A result in which nothing was done.
    public init() {}
}
