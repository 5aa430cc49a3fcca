import ArgumentParser
import GIRCommandLine

/// Keeps a user out.
struct UserDisable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Keep a user from logging in, and end the sessions",
        discussion: """
            The user, the password and what belongs to them stay; 'girctl user enable' lets the user in again.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna --password-file password.txt --data data && girctl user disable anna --data data

            EXIT STATUS
              0 done; 64 no such user; 65 the store is damaged or of a later version; 66 no store; 74 disk full; \
            77 permission.
            """
    )

    @OptionGroup var user: NamedUser

    func run() throws {
        var change = StoreErrand.UserChange()
        change.isEnabled = false
        try user.run("disable", done: "is disabled, and has no sessions") { .changeUser($0, change) }
    }
}
