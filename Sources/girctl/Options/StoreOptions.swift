import ArgumentParser
import GIRCommandLine

/// Where the server keeps what it remembers.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The folder with the server's data; else GIRCTL_DATA, $STATE_DIRECTORY, /var/lib/girctl for root or ~/.local/share/girctl.",
            valueName: "folder"
        )
    )
    var path: String?

    /// The path of the folder, whether it exists or not.
    func folder(_ invocation: Invocation) throws(CommandFailure) -> String {
        try DataFolder.locate(option: path, environment: invocation.environment, isRoot: Terminal.isRoot)
    }
}

/// Where the store is that a command works with.
struct StorePlace: ParsableArguments {
    @OptionGroup var data: DataOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The server's configuration; where the store is a cluster by it, the command works there and not in the folder.",
            valueName: "file"
        )
    )
    var config: String?

    @OptionGroup var keys: KeyOptions

    /// What to hand over to the program that knows the store.
    func place(_ invocation: Invocation) throws(CommandFailure) -> StoreErrand.Place {
        let folder = try data.folder(invocation)
        guard let config else { return StoreErrand.Place(folder: folder) }
        let keyFile = keys.keyFile
        if keyFile.path != nil { _ = try keyFile.locator(invocation).locate(having: []) }
        return StoreErrand.Place(
            folder: folder,
            configuration: StoreErrand.Place.Configuration(
                path: config,
                keyFile: keyFile.path ?? keyFile.locator(invocation).existing,
                allowsOtherReaders: keyFile.allowsOtherReaders,
                passphrase: try keys.passphraseSource()?.argument ?? ""
            )
        )
    }
}

/// A user of the store by name, for the commands that need nothing else.
struct NamedUser: ParsableArguments {
    @Argument(help: ArgumentHelp("The name that the user logs in with.", valueName: "name"))
    var userName: String

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    /// Has an errand done and says so.
    ///
    /// - Parameter done: what was done, in the past, as it follows the user's name.
    func run(_ command: String, done: String, _ task: (String) -> StoreErrand.Task) throws {
        let result = try StoreKeeper.run(task(userName), in: try store.place(try Invocation()))
        try UserReport(command, result).print(output, done: done)
    }
}

/// What a user of the store has; what is not named stays as it is.
struct UserOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The given name.", valueName: "name"))
    var firstName: String?

    @Option(name: .long, help: ArgumentHelp("The family name.", valueName: "name"))
    var lastName: String?

    @Option(
        name: .customLong("role"),
        help: ArgumentHelp(
            "A role: agent, supervisor or admin; may be given more than once, and takes the place of those before.",
            valueName: "role"
        )
    )
    var roles: [UserRole] = []

    @Option(
        name: .customLong("permission"),
        help: ArgumentHelp(
            "What an agent or supervisor may do with recordings, such as add-label; may be given more than once, and takes the place of those before. None takes all away.",
            valueName: "permission"
        )
    )
    var permissions: [UserPermission] = []

    /// What to hand over to the store.
    func change() throws -> StoreErrand.UserChange {
        var change = StoreErrand.UserChange()
        change.firstName = try firstName.map { try NameText.checked($0, "the given name") }
        change.lastName = try lastName.map { try NameText.checked($0, "the family name") }
        if !roles.isEmpty { change.roles = roles.map(\.rawValue) }
        if !permissions.isEmpty { change.permissions = permissions.compactMap(\.apiName) }
        return change
    }
}

/// The roles by the names of a person's annex.
enum UserRole: String, CaseIterable, ExpressibleByArgument {
    case agent
    case supervisor
    case admin
}

/// The recording permissions by short names.
enum UserPermission: String, CaseIterable, ExpressibleByArgument {
    case addLabelDefinition = "add-label-definition"
    case deleteLabelDefinition = "delete-label-definition"
    case addLabel = "add-label"
    case deleteLabel = "delete-label"
    case applyNonDeletion = "apply-non-delete"
    case unapplyNonDeletion = "unapply-non-delete"
    case none

    /// The name in the API; nil for none.
    var apiName: String? {
        guard self != .none else { return nil }
        return "RECORDING_PERMISSION_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
