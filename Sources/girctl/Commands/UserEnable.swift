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

    @OptionGroup var user: NamedUser

    func run() throws {
        var change = StoreErrand.UserChange()
        change.isEnabled = true
        try user.run("enable", done: "is enabled") { .changeUser($0, change) }
    }
}
