import ArgumentParser

/// The commands on RWS's own users.
struct Users: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Manage the users who log in at the server itself",
        discussion: """
            They are in the store in the server's data folder, each in one contact center. The commands work while the \
            server runs, and what they change counts from the next request on.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl user add anna@example.com --password-file password.txt --data data
            """,
        subcommands: [
            UserAdd.self, UserList.self, UserSet.self, UserPasswd.self, UserDisable.self, UserEnable.self,
            UserRemove.self,
        ]
    )
}

/// The commands on contact centers.
struct ContactCenters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact-center",
        abstract: "Manage the contact centers, the tenants of the server",
        discussion: """
            EXAMPLES
              $ girctl contact-center add Sample --data data
            """,
        subcommands: [ContactCenterAdd.self, ContactCenterList.self, ContactCenterSet.self]
    )
}
