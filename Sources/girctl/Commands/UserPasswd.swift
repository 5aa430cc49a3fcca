import ArgumentParser
import GIRCommandLine

/// Gives a user another password.
struct UserPasswd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd",
        abstract: "Give a user another password, and end the sessions",
        discussion: """
            The sessions that were begun with the old password end at once, also in a running server.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna --password-file password.txt --data data && girctl user passwd anna --password-file password.txt --data data

            EXIT STATUS
              0 done; 64 usage, also for a user that there is not; 65 the store is damaged or of a later version; \
            66 no store; 74 disk full; 77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The name that the user logs in with.", valueName: "name"))
    var userName: String

    @Flag(name: .long, help: "Let the user do nothing but choose another password until that is done.")
    var changePassword = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let place = try store.place(invocation)
        var change = StoreErrand.UserChange()
        change.changesPasswordOnFirstLogin = changePassword
        change.passwordHash = try UserPassword.hash(password, of: userName, invocation)
        let result = try StoreKeeper.run(.changeUser(userName, change), in: place)
        try UserReport("passwd", result).print(output, done: "has a new password, and no sessions")
    }
}
