import ArgumentParser
import GIRCommandLine

/// Changes what a user is and may do.
struct UserSet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a user's names, roles and permissions",
        discussion: """
            What is not named stays as it is. Roles and permissions take the place of those before; where they change, the \
            user's sessions end, and the user logs in with the new ones.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna --password-file password.txt --data data && girctl user set anna --role supervisor --permission add-label --permission delete-label --data data

            EXIT STATUS
              0 done; 64 usage, also for a user that there is not; 65 the store is damaged or of a later version; \
            66 no store; 74 disk full; 77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The name that the user logs in with.", valueName: "name"))
    var userName: String

    @Option(name: .long, help: ArgumentHelp("Another name to log in with.", valueName: "name"))
    var newName: String?

    @OptionGroup var user: UserOptions
    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        var change = try user.change()
        change.userName = try newName.map { try NameText.login($0) }
        let result = try StoreKeeper.run(.changeUser(userName, change), in: place)
        try UserReport("set", result).print(output, done: "is changed")
    }
}
