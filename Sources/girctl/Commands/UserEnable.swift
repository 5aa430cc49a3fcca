import ArgumentParser
import GIRCommandLine

/// Lets a user in again.
struct UserEnable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a user who was disabled log in again",
        discussion: """
            The password is the one from before.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna --password-file password.txt --data data && girctl user enable anna --data data

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
        var change = StoreErrand.UserChange()
        change.isEnabled = true
        let result = try StoreKeeper.run(.changeUser(userName, change), in: place)
        try UserReport("enable", result).print(output, done: "is enabled")
    }
}
