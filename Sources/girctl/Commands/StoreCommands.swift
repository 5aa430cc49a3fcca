import ArgumentParser
import GIRCommandLine
import GIRPKI

/// The commands on the store as a whole.
struct StoreCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Copy, move, check and re-key what the server remembers",
        discussion: """
            The server may be running.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl store check --data data
            """,
        subcommands: [
            StoreBackup.self, StoreCheck.self, StoreExport.self, StoreImport.self, StoreInit.self, StoreRekey.self,
        ]
    )
}

/// Copies the store.
struct StoreBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store to one new file while the server runs",
        discussion: """
            The copy is the store as it is at one moment, mode 0600, checked before the command ends. To restore it, put it in \
            an empty data folder as store.sqlite while no server runs.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl store backup --out copy.sqlite --data data

            EXIT STATUS
              0 done; 64 usage; 65 the store is damaged or of a later version; 66 no store; 73 the file is there already or \
            cannot be made; 74 disk full; 77 permission.
            """
    )

    @Option(name: .long, help: ArgumentHelp("The new file.", valueName: "file"))
    var out: String

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        _ = try StoreKeeper.run(.backUp(out), in: place)
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(file: out)))
        case .text: try Terminal.print(TerminalText.safe("the store is copied to '\(out)'"))
        }
    }

    private struct Report: Encodable {
        let schema = "girctl.store-backup/1"
        let file: String
    }
}

/// Checks the store.
struct StoreCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the whole store and say what is damaged",
        discussion: """
            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl store check --data data

            EXIT STATUS
              0 all is well; 65 damaged, or of a later version; 66 no store; 77 permission.
            """
    )

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try store.place(try Invocation())
        let folder = place.folder
        let problems = try StoreKeeper.run(.check, in: place).problems
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(folder: folder, problems: problems)))
        case .text:
            for problem in problems { try Terminal.print(TerminalText.safe(problem)) }
            if problems.isEmpty { try Terminal.print(TerminalText.safe("the store in '\(folder)' is well")) }
        }
        if !problems.isEmpty { throw ExitCode(ExitStatus.data.rawValue) }
    }

    private struct Report: Encodable {
        let schema = "girctl.store-check/1"
        let folder: String
        let problems: [String]
    }
}

/// Seals the settings with another key.
struct StoreRekey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Seal the settings' passwords with another cryptoSecurityKey",
        discussion: """
            None of them where one does not open with the key of now. A run that was interrupted is finished by the same \
            command. Stop the server first, or it cannot open them until it has the new key: set \
            serverSettings.cryptoSecurityKey to the same words on every node, then start it again.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl store rekey --password-file password.txt --new-password-file password.txt --data data

            EXIT STATUS
              0 done; 64 usage; 65 a setting was sealed with yet another key, or the store is damaged; 66 no store; 74 disk \
            full; 77 permission.
            """
    )

    @OptionGroup var password: PasswordOptions<SettingsKey>
    @OptionGroup var newPassword: PasswordOptions<NewSettingsKey>
    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let place = try store.place(invocation)
        let count = try ProcessHardening.withoutTraces { () throws(CommandFailure) in
            let old = try password.resolve("The cryptoSecurityKey of now", invocation)
            let new = try newPassword.resolve("The new cryptoSecurityKey", confirming: true, invocation)
            let task = StoreErrand.Task.rekeySettings(old: old.revealBytes(), new: new.revealBytes())
            return try StoreKeeper.run(task, in: place).count
        }
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(settings: count)))
        case .text: try Terminal.print("\(count) settings are sealed with the new key")
        }
    }

    private struct Report: Encodable {
        let schema = "girctl.store-rekey/1"
        let settings: Int
    }
}

/// The words that settings are sealed with.
enum SettingsKey: PasswordRole {
    static let prefix = "password"
    static let password = "the cryptoSecurityKey of now"
}

/// The words that settings are to be sealed with.
enum NewSettingsKey: PasswordRole {
    static let prefix = "new-password"
    static let password = "the new cryptoSecurityKey"
}
