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

    @OptionGroup var user: NamedUser

    func run() throws { try user.run("remove", done: "is removed") { .removeUser($0) } }
}
