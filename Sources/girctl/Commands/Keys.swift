import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit

/// The commands about the keys that encrypt passwords.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and rotate the keys that encrypt passwords",
        discussion: """
            The key file holds the keys for the CRYPT: values of application.yaml. Keep it out of the configuration's \
            folder and of its backups: who has both has the passwords. One key is active and encrypts; all others in \
            the file decrypt. To rotate: add a key, rekey the files, retire the old key.

            EXAMPLES
              $ girctl keys list
              $ girctl keys add
              $ girctl rekey application.yaml
            """,
        subcommands: [KeysInit.self, KeysList.self, KeysAdd.self, KeysRetire.self]
    )
}

/// Makes the key file; where there is one, it stays.
struct KeysInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a key file with one new key",
        discussion: """
            The file gets mode 0600, its folder 0700 where it is new. A key file that is there already is never \
            changed: the command says so and is done.

            EXAMPLES
              $ girctl keys init --key-file girctl.key

            EXIT STATUS
              0 done, or there already; 65 the file there is no key file; 73 cannot create; 75 locked, try again; \
            77 permission.
            """
    )

    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let locator = keyFile.locator(invocation)
        let report = try ProcessHardening.withoutTraces { () throws(CommandFailure) in
            guard let path = locator.existing else {
                let made = try keyFile.make(invocation)
                return Report(file: made.path, key: made.key, isNew: made.isNew)
            }
            return Report(file: path, key: try keyFile.read(path, invocation).active, isNew: false)
        }
        try self.report(report)
    }

    private func report(_ report: Report) throws(CommandFailure) {
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text: try Terminal.print(TerminalText.safe(report.text))
        }
    }

    private struct Report: Encodable {
        let schema = "girctl.keys-init/1"
        let file: String
        let key: String
        let created: String
        let isNew: Bool

        init(file: String, key: EncryptionKey, isNew: Bool) {
            self.file = file
            self.key = key.id
            created = JSONReport.time(key.created)
            self.isNew = isNew
        }

        var text: String {
            isNew
                ? "made key \(key) in '\(file)'"
                : "key \(key) of \(created) is in '\(file)' already; nothing was changed"
        }
    }
}
