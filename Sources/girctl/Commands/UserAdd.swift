import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Adds a user.
struct UserAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a user who logs in with a password",
        discussion: """
            The user is an agent, unless roles are named. The store keeps a verifier of the password (scrypt), never the \
            password. A password has 8 to 1024 bytes; 15 or more are advised. The server may be running.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna@example.com --role admin --password-file password.txt --data data

            EXIT STATUS
              0 done; 64 usage, also for a name that is taken; 65 the store is damaged or of a later version; 66 no store; \
            74 disk full; 77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The name to log in with, usually an e-mail address.", valueName: "name"))
    var userName: String

    @Option(
        name: .long,
        help: ArgumentHelp("The contact center of the user, by name or id; the only one by default.", valueName: "name")
    )
    var contactCenter: String?

    @OptionGroup var user: UserOptions

    @Flag(name: .long, help: "Let the user do nothing but choose another password until that is done.")
    var changePassword = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let place = try store.place(invocation)
        var change = try user.change()
        change.userName = try NameText.login(userName)
        change.changesPasswordOnFirstLogin = changePassword
        change.passwordHash = try UserPassword.hash(password, of: userName, invocation)
        let result = try StoreKeeper.run(.addUser(change, contactCenter: contactCenter), in: place)
        let report = try UserReport("add", result)
        try report.print(output, done: "was added to contact center '\(report.user.contactCenter)'")
    }
}

/// The verifier that takes the place of a password before it leaves the command.
enum UserPassword {
    /// Asks for the password or reads it from its source, and makes its verifier.
    static func hash(
        _ options: PasswordOptions<MainPassword>,
        of name: String,
        _ invocation: Invocation
    ) throws(CommandFailure) -> String {
        try ProcessHardening.withoutTraces { () throws(CommandFailure) in
            let password = try options.resolve("Password of \(TerminalText.safe(name))", confirming: true, invocation)
            do throws(PKIError) { return try PasswordHash(of: password).text } catch {
                throw CommandFailure(
                    .usage,
                    error.reason,
                    hint: "take another password; one of 15 characters or more is advised"
                )
            }
        }
    }
}
