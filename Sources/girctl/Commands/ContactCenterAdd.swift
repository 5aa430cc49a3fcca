import ArgumentParser
import GIRCommandLine

/// Where the users of a contact center are.
enum UserSource: String, CaseIterable, ExpressibleByArgument {
    case rws
    case configurationServer = "configuration-server"
}

/// Adds a contact center.
struct ContactCenterAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a contact center: a tenant with its own users",
        discussion: """
            Users, settings and recordings of one contact center are apart from every other's. It makes the data folder \
            where there is none.

            EXAMPLES
              $ girctl contact-center add Sample --feature /api/api-supervisor-recording --data data

            EXIT STATUS
              0 done; 64 usage, also for a name that is taken; 65 the store is damaged or of a later version; 74 disk full; \
            77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The name, without a period.", valueName: "name"))
    var domain: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Who the users are: 'rws' for users of its own, the default, 'configuration-server' for those there.",
            valueName: "source"
        )
    )
    var users = UserSource.rws

    @Option(
        name: .customLong("feature"),
        help: ArgumentHelp("A feature to switch on; may be given more than once.", valueName: "feature")
    )
    var features: [String] = []

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        var change = StoreErrand.ContactCenterChange()
        change.domain = try NameText.domain(domain)
        change.usesConfigurationServer = users == .configurationServer
        change.addedFeatures = try features.map { try NameText.checked($0, "the feature", isEmptyAllowed: false) }
        let result = try StoreKeeper.run(.addContactCenter(change), in: place)
        try ContactCenterReport("add", result).print(output)
    }
}
