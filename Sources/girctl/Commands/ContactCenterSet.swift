import ArgumentParser
import GIRCommandLine

/// Changes a contact center.
struct ContactCenterSet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change a contact center's name, users or features",
        discussion: """
            What is not named stays as it is.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl contact-center set Sample --feature /api/api-voice-recording --data data

            EXIT STATUS
              0 done; 64 usage, also for a contact center that there is not; 65 the store is damaged or of a later version; \
            66 no store; 74 disk full; 77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The contact center, by name or id.", valueName: "name"))
    var contactCenter: String

    @Option(name: .long, help: ArgumentHelp("Another name, without a period.", valueName: "name"))
    var newName: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Who the users are: 'rws' for users of its own, 'configuration-server' for those there.",
            valueName: "source"
        )
    )
    var users: UserSource?

    @Option(
        name: .customLong("feature"),
        help: ArgumentHelp("A feature to switch on; may be given more than once.", valueName: "feature")
    )
    var features: [String] = []

    @Option(
        name: .customLong("no-feature"),
        help: ArgumentHelp("A feature to switch off; may be given more than once.", valueName: "feature")
    )
    var removedFeatures: [String] = []

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        var change = StoreErrand.ContactCenterChange()
        change.domain = try newName.map { try NameText.domain($0) }
        change.usesConfigurationServer = users.map { $0 == .configurationServer }
        change.addedFeatures = try features.map { try NameText.checked($0, "the feature", isEmptyAllowed: false) }
        change.removedFeatures = removedFeatures
        let result = try StoreKeeper.run(.changeContactCenter(contactCenter, change), in: place)
        try ContactCenterReport("set", result).print(output)
    }
}
