import ArgumentParser
import GIRCommandLine

/// Lists the users.
struct UserList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the users, without their passwords",
        discussion: """
            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user list --data data --json

            EXIT STATUS
              0 done; 64 no such contact center; 65 the store is damaged or of a later version; 66 no store; 77 permission.
            """
    )

    @Option(
        name: .long,
        help: ArgumentHelp("Only the users of this contact center, by name or id.", valueName: "name")
    )
    var contactCenter: String?

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        let result = try StoreKeeper.run(.listUsers(contactCenter: contactCenter), in: place)
        let report = UserListReport(users: result.users)
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text: for line in report.lines { try Terminal.print(TerminalText.safe(line)) }
        }
    }
}
