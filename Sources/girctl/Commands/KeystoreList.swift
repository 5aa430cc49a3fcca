import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Shows the entries: `girctl keystore list`.
struct KeystoreList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the entries of a keystore",
        discussion: """
            Shows each entry with its certificates. Private keys stay encrypted and their own passwords are not needed.

            EXAMPLES
              $ girctl keystore list keystore.jks --password-file keystore.password
              $ girctl keystore list keystore.jks --password-file keystore.password --format json

            EXIT STATUS
              0 shown; 64 usage; 65 wrong password, damaged or no keystore; 66 no such file; 77 not readable.
            """
    )

    @Argument(help: "The keystore: JKS, JCEKS or PKCS#12.")
    var file: String

    @Option(help: "Show this entry only.")
    var alias: String?

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let (store, remark) = try KeyStoreFile.read(file, password: password, invocation)
        if let remark { output.common.remark(remark) }
        let entries =
            try alias.map { alias throws(CommandFailure) in [try store.existing(alias, in: file)] } ?? store.entries
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(KeyStoreReport(store, entries: entries, file: file)))
        case .text: try Terminal.print(KeyStoreReport.text(store, entries: entries, file: file, now: invocation.now))
        }
    }
}
