import GIRCommandLine

/// The result of a command on one user.
struct UserReport: Encodable {
    let schema: String
    let user: StoreErrandResult.User
    /// Whether anything is another than before.
    let changed: Bool

    init(_ command: String, _ result: StoreErrandResult) throws(CommandFailure) {
        guard let user = result.users.first else {
            throw CommandFailure(.software, "'girctl-server' answers without the user", hint: "install both anew")
        }
        schema = "girctl.user-\(command)/1"
        self.user = user
        changed = result.isChanged
    }

    /// Prints it in the format that was chosen.
    ///
    /// - Parameter done: what was done, such as `disabled`; in the past, as it follows the user's name.
    func print(_ output: OutputOptions, done: String) throws(CommandFailure) {
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(self))
        case .text:
            let text = changed ? done : "is as it was, nothing was changed"
            try Terminal.print(TerminalText.safe("user '\(user.userName)' \(text)"))
        }
    }
}

/// The result of `user list`.
struct UserListReport: Encodable {
    let schema = "girctl.user-list/1"
    let users: [StoreErrandResult.User]

    /// A line for each user.
    var lines: [String] {
        users.map { user in
            var parts = ["'\(user.userName)'", "in '\(user.contactCenter)'", user.roles.joined(separator: ",")]
            let name = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
            if !name.isEmpty { parts.insert("(\(name))", at: 1) }
            if !user.permissions.isEmpty { parts.append("permissions \(user.permissions.count)") }
            if !user.enabled { parts.append("disabled") }
            if user.changePasswordOnFirstLogin { parts.append("has to change the password") }
            if !user.hasPassword { parts.append("no password") }
            return parts.joined(separator: "  ")
        }
    }
}

/// The result of the commands on contact centers.
struct ContactCenterReport: Encodable {
    let schema: String
    let contactCenters: [StoreErrandResult.ContactCenter]
    /// Whether anything is another than before.
    let changed: Bool

    init(_ command: String, _ result: StoreErrandResult) {
        schema = "girctl.contact-center-\(command)/1"
        contactCenters = result.contactCenters
        changed = result.isChanged
    }

    /// A line for each contact center.
    var lines: [String] {
        contactCenters.map { one in
            let users = one.usesConfigurationServer ? "users of Configuration Server" : "users of its own"
            return (["'\(one.domain)'", one.id, users] + one.features).joined(separator: "  ")
        }
    }

    /// Prints it in the format that was chosen.
    func print(_ output: OutputOptions) throws(CommandFailure) {
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(self))
        case .text:
            for line in lines { try Terminal.print(TerminalText.safe(line)) }
        }
    }
}
