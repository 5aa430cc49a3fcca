import ArgumentParser
import GIRCommandLine

/// Removes a user.
struct UserRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a user, and end the sessions",
        discussion: """
            Nothing of the user is kept; 'girctl user disable' keeps all but the leave to log in.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna --password-file password.txt --data data && girctl user remove anna --data data

            EXIT STATUS
              0 done; 64 no such user; 65 the store is damaged or of a later version; 66 no store; 74 disk full; \
            77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The name that the user logs in with.", valueName: "name"))
    var userName: String

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        let result = try StoreKeeper.run(.removeUser(userName), in: place)
        try UserReport("remove", result).print(output, done: "is removed")
    }
}
