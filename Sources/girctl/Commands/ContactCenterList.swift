import ArgumentParser
import GIRCommandLine

/// Lists the contact centers.
struct ContactCenterList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the contact centers and their features",
        discussion: """
            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl contact-center list --data data

            EXIT STATUS
              0 done; 65 the store is damaged or of a later version; 66 no store; 77 permission.
            """
    )

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        try ContactCenterReport("list", StoreKeeper.run(.listContactCenters, in: place)).print(output)
    }
}
