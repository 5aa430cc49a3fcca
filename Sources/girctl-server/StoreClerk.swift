import GIRCassandraStore
import GIRCommandLine
import GIRPKI
import GIRServer
import GIRStore

/// Does the errands of the commands in the store, while the server may be running.
enum StoreClerk {
    /// Does one errand.
    ///
    /// - Throws: `StoreErrandResult.Failure` for what the user can mend by other arguments, else `StoreError` and what
    ///   reading the configuration throws.
    static func run(_ errand: StoreErrand) async throws -> StoreErrandResult {
        if let configuration = errand.place.configuration {
            let invocation = ServerInvocation(errand.place, configuration)
            let environment = invocation.environment
            let isLogin = if case .logIn = errand.task { true } else { false }
            let plan = try ProcessHardening.withoutTraces { try invocation.cluster(environment, watched: isLogin) }
            if let plan { return try await run(errand.task, on: plan, environment) }
        }
        return try await run(errand.task, folder: errand.place.folder)
    }

    private static func run(
        _ task: StoreErrand.Task,
        on plan: ClusterPlan,
        _ environment: ServerEnvironment
    ) async throws -> StoreErrandResult {
        switch task {
        case .backUp, .check:
            throw StoreErrandResult.Failure(
                .usage,
                "the store is the keyspace '\(plan.keyspace)', which Cassandra's own tools copy and check",
                hint: "see: nodetool snapshot, nodetool verify"
            )
        case .initialise(let replication): return try await initialise(plan, replication, environment)
        case .logIn(let nodes, let limit):
            guard plan.isEncrypted else {
                throw StoreErrandResult.Failure(
                    .usage,
                    "the server would send the password without TLS",
                    hint: "set 'cassandraCluster.useSSL' to true"
                )
            }
            var result = StoreErrandResult()
            result.clusterFault = await plan.fault(at: nodes, within: .milliseconds(limit), environment)
            return result
        default:
            // A command has more patience than the clients of a server.
            let store = try await plan.open(environment, requestTime: .seconds(30))
            do {
                let result = try await run(task, in: store, source: "keyspace \(plan.keyspace)")
                await store.close()
                return result
            } catch {
                await store.close()
                throw error
            }
        }
    }

    private static func initialise(
        _ plan: ClusterPlan,
        _ replication: [String: Int],
        _ environment: ServerEnvironment
    ) async throws -> StoreErrandResult {
        let keyspace = try await ClusterKeyspace.prepare(
            plan.keyspace,
            replication.isEmpty
                ? plan.replicationFactor.flatMap { Int($0) }.map { .local($0) } : .dataCenters(replication),
            try plan.settings(isKeyspaceThere: false, now: environment.now),
            logger: environment.logger
        )
        var result = StoreErrandResult()
        result.isChanged = keyspace.isNew || keyspace.changes > 0
        result.keyspace = StoreErrandResult.Keyspace(
            name: keyspace.name,
            replication: keyspace.replication,
            isNew: keyspace.isNew,
            version: keyspace.version,
            alteration: keyspace.alteration
        )
        return result
    }

    private static func run(_ task: StoreErrand.Task, folder: String) async throws -> StoreErrandResult {
        switch task {
        case .addContactCenter, .takeIn: break
        case .logIn:
            throw StoreErrandResult.Failure(
                .usage,
                "'cassandraCluster.nodes' names no node",
                hint: "name the nodes there, as the server takes them from nowhere else"
            )
        case .initialise:
            throw StoreErrandResult.Failure(
                .usage,
                "the store is a file, which needs no keyspace",
                hint: "name a configuration that has 'cassandraCluster.nodes' by --config"
            )
        default:
            guard SQLiteStore.exists(in: folder) else {
                throw StoreErrandResult.Failure(
                    .inputMissing,
                    "there is no store in '\(folder)'",
                    hint: "name its folder with --data, or begin one with: girctl contact-center add NAME"
                )
            }
        }
        let store = try SQLiteStore.open(folder: folder)
        switch task {
        case .backUp(let path): return try backUp(store, to: path)
        case .check:
            var result = StoreErrandResult()
            result.problems = try await store.problems()
            return result
        default: return try await run(task, in: store, source: "file")
        }
    }

    /// What every kind of store can do.
    private static func run(
        _ task: StoreErrand.Task,
        in store: any Store,
        source: String
    ) async throws -> StoreErrandResult {
        switch task {
        case .addContactCenter(let change): return try await add(change, to: store)
        case .addUser(let change, let name): return try await add(change, to: contactCenter(name, in: store), in: store)
        case .changeContactCenter(let name, let change): return try await self.change(name, change, in: store)
        case .changeUser(let name, let change): return try await self.change(user: name, change, in: store)
        case .export(let path, let isQuiet):
            return try await Interruption.watching {
                try await StoreTransfer(isQuiet: isQuiet).export(store, source, to: path)
            }
        case .listContactCenters:
            var result = StoreErrandResult()
            result.contactCenters = try await store.contactCenters().map { .init($0) }
            return result
        case .listUsers(let name): return try await list(name, in: store)
        case .rekeySettings(let old, let new): return try await rekey(store, from: Secret(old), to: Secret(new))
        case .removeUser(let name): return try await remove(name, in: store)
        case .takeIn(let path, let isQuiet):
            return try await Interruption.watching {
                try await StoreTransfer(isQuiet: isQuiet).takeIn(path, store)
            }
        // What only one kind can do was done before.
        case .backUp, .check, .initialise, .logIn: return StoreErrandResult()
        }
    }

    // MARK: The store as a whole

    private static func backUp(_ store: SQLiteStore, to path: String) throws -> StoreErrandResult {
        do {
            try store.backUp(to: path)
        } catch let error as StoreError where [.alreadyExists, .notFound].contains(error.code) {
            throw StoreErrandResult.Failure(
                .cannotCreate,
                error.reason,
                hint: "name a new file in a folder that exists"
            )
        }
        return StoreErrandResult()
    }

    private static func rekey(_ store: any Store, from old: Secret, to new: Secret) async throws -> StoreErrandResult {
        var result = StoreErrandResult()
        do {
            result.count = try await SettingVault(new).takeOver(from: try SettingVault(old), in: store)
        } catch let error as PKIError {
            throw StoreErrandResult.Failure(
                ExitStatus(error.code),
                error.code == .wrongPassword
                    ? "the key of now does not open all settings; nothing was changed" : error.reason,
                hint: "give the words that 'serverSettings.cryptoSecurityKey' has now"
            )
        }
        result.isChanged = result.count > 0
        return result
    }

    // MARK: Contact centers

    private static func add(
        _ change: StoreErrand.ContactCenterChange,
        to store: any Store
    ) async throws -> StoreErrandResult {
        var contactCenter = ContactCenter(
            id: try StoreID.make(),
            domain: change.domain ?? "",
            usesConfigurationServer: false
        )
        contactCenter.apply(change)
        do {
            try await store.add(contactCenter)
        } catch let error as StoreError where error.code == .alreadyExists {
            throw StoreErrandResult.Failure(
                .usage,
                "there is a contact center '\(contactCenter.domain)' already",
                hint: "see: girctl contact-center list"
            )
        }
        return .changed(contactCenter)
    }

    private static func change(
        _ name: String,
        _ change: StoreErrand.ContactCenterChange,
        in store: any Store
    ) async throws -> StoreErrandResult {
        let old = try await contactCenter(name, in: store)
        let new = try await store.updateContactCenter(old.id) { $0.apply(change) }
        return .changed(new, isChanged: new != old)
    }

    /// The contact center of a domain or an id; without one the only one there is.
    private static func contactCenter(_ name: String?, in store: any Store) async throws -> ContactCenter {
        let all = try await store.contactCenters()
        guard let name else {
            if all.count == 1 { return all[0] }
            throw StoreErrandResult.Failure(
                .usage,
                all.isEmpty ? "there is no contact center yet" : "there are \(all.count) contact centers",
                hint: all.isEmpty
                    ? "add one with: girctl contact-center add NAME" : "name one with --contact-center NAME"
            )
        }
        if let found = all.first(where: { $0.id == name || $0.domain.lowercased() == name.lowercased() }) {
            return found
        }
        throw StoreErrandResult.Failure(
            .usage,
            "there is no contact center '\(name)'",
            hint: "see: girctl contact-center list"
        )
    }

    // MARK: Users

    private static func add(
        _ change: StoreErrand.UserChange,
        to contactCenter: ContactCenter,
        in store: any Store
    ) async throws -> StoreErrandResult {
        guard !contactCenter.usesConfigurationServer else {
            throw StoreErrandResult.Failure(
                .usage,
                "the users of contact center '\(contactCenter.domain)' are those of Configuration Server",
                hint: "add them there, or change it with: girctl contact-center set NAME --users rws"
            )
        }
        var user = User(
            id: try StoreID.make(),
            contactCenter: contactCenter.id,
            userName: change.userName ?? "",
            roles: [.agent]
        )
        user.apply(change)
        try await refusingTakenName(user.userName) { try await store.add(user) }
        return .changed(user, of: contactCenter)
    }

    private static func change(
        user name: String,
        _ change: StoreErrand.UserChange,
        in store: any Store
    ) async throws -> StoreErrandResult {
        let old = try await user(name, in: store)
        let new = try await refusingTakenName(change.userName ?? name) {
            try await store.updateUser(old.id) { $0.apply(change) }
        }
        return .changed(new, of: try await store.contactCenter(new.contactCenter), isChanged: new != old)
    }

    /// What to say where the name is another user's, or that of the operations account.
    private static func refusingTakenName<Result>(
        _ name: String,
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as StoreError where error.code == .alreadyExists {
            throw StoreErrandResult.Failure(
                .usage,
                "the name '\(name)' is taken, by a user or by the operations account",
                hint: "take another one, or change that user with: girctl user set, or girctl user passwd"
            )
        }
    }

    private static func remove(_ name: String, in store: any Store) async throws -> StoreErrandResult {
        let user = try await user(name, in: store)
        try await store.removeUser(user.id)
        return .changed(user, of: try await store.contactCenter(user.contactCenter))
    }

    private static func list(_ name: String?, in store: any Store) async throws -> StoreErrandResult {
        let domains = Dictionary(
            try await store.contactCenters().map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var contactCenter: String?
        if let name { contactCenter = try await self.contactCenter(name, in: store).id }
        var result = StoreErrandResult()
        while true {
            let last = result.users.last?.userName
            let page = try await store.users(of: contactCenter, after: last, limit: 1000)
            result.users += page.map { .init($0, of: domains[$0.contactCenter]) }
            if page.count < 1000 { return result }
        }
    }

    private static func user(_ name: String, in store: any Store) async throws -> User {
        if let user = try await store.user(named: name) { return user }
        throw StoreErrandResult.Failure(.usage, "there is no user '\(name)'", hint: "see: girctl user list")
    }
}

extension ContactCenter {
    fileprivate mutating func apply(_ change: StoreErrand.ContactCenterChange) {
        domain = change.domain ?? domain
        usesConfigurationServer = change.usesConfigurationServer ?? usesConfigurationServer
        features.formUnion(change.addedFeatures)
        features.subtract(change.removedFeatures)
    }
}

extension User {
    fileprivate mutating func apply(_ change: StoreErrand.UserChange) {
        userName = change.userName ?? userName
        firstName = change.firstName ?? firstName
        lastName = change.lastName ?? lastName
        isEnabled = change.isEnabled ?? isEnabled
        passwordHash = change.passwordHash ?? passwordHash
        changesPasswordOnFirstLogin = change.changesPasswordOnFirstLogin ?? changesPasswordOnFirstLogin
        if let names = change.roles { roles = Set(names.compactMap(Role.init(rawValue:))) }
        if let names = change.permissions { permissions = Set(names.compactMap(RecordingPermission.init(rawValue:))) }
    }
}

extension StoreErrandResult {
    fileprivate static func changed(_ contactCenter: GIRStore.ContactCenter, isChanged: Bool = true) -> Self {
        var result = StoreErrandResult()
        result.contactCenters = [.init(contactCenter)]
        result.isChanged = isChanged
        return result
    }

    fileprivate static func changed(
        _ user: GIRStore.User,
        of contactCenter: GIRStore.ContactCenter?,
        isChanged: Bool = true
    ) -> Self {
        var result = StoreErrandResult()
        result.users = [.init(user, of: contactCenter)]
        result.isChanged = isChanged
        return result
    }
}

extension StoreErrandResult.ContactCenter {
    fileprivate init(_ one: GIRStore.ContactCenter) {
        self.init(
            id: one.id,
            domain: one.domain,
            usesConfigurationServer: one.usesConfigurationServer,
            features: one.features.sorted()
        )
    }
}

extension StoreErrandResult.User {
    fileprivate init(_ user: GIRStore.User, of contactCenter: GIRStore.ContactCenter?) {
        self.init(
            id: user.id,
            userName: user.userName,
            firstName: user.firstName,
            lastName: user.lastName,
            contactCenter: contactCenter?.domain ?? user.contactCenter,
            roles: user.roles.map(\.rawValue).sorted(),
            permissions: user.permissions.map(\.rawValue).sorted(),
            enabled: user.isEnabled,
            hasPassword: user.passwordHash != nil,
            changePasswordOnFirstLogin: user.changesPasswordOnFirstLogin
        )
    }
}
