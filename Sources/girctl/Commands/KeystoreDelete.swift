import ArgumentParser
import GIRCommandLine
import GIRPKI
import Glibc

/// Removes an entry: `girctl keystore delete`.
struct KeystoreDelete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove an entry from a keystore",
        discussion: """
            A private key is removed only with --yes or after a question, and the keystore is first copied to \
            FILE.<time>.bak, readable by its owner only.

            EXAMPLES
              $ girctl keystore delete keystore.jks --alias old --yes --password-file keystore.password
              $ girctl keystore delete keystore.jks --alias nobody --missing-ok --password-file keystore.password

            EXIT STATUS
              0 removed; 3 with --check, it would be removed; 64 usage, no such alias, or not confirmed; 65 wrong password or \
            damaged keystore; 66 no such file; 75 locked, try again.
            """
    )

    @Argument(help: "The keystore.")
    var file: String

    @Option(help: "The entry to remove.")
    var alias: String

    @Flag(help: "Remove a private key without asking.")
    var yes = false

    @Flag(help: "Be content where there is no such entry.")
    var missingOk = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func run() throws {
        let invocation = try Invocation()
        let storePassword = try KeyStoreFile.askPassword(file, password, mustExist: true, invocation)
        // A question must not hold others off: it is asked about the entry as it is now, and what is removed is the same.
        let shown = yes || check.isOn ? nil : try KeyStoreFile.open(file, password: storePassword).store.entry(alias)
        if let shown, shown.kind != .trustedCertificate { try confirm(shown) }
        let lock = try FileLock(file, mustExist: true)
        var keystore = try KeyStoreFile.open(file, password: storePassword)
        if missingOk, keystore.store.entry(alias) == nil {
            return common.remark("'\(file)' has no entry '\(alias)'; nothing was changed")
        }
        let entry = try keystore.store.existing(alias, in: file)
        if let shown, shown.kind != entry.kind || shown.certificates != entry.certificates {
            throw CommandFailure(.tryAgain, "'\(file)' was changed by another process", hint: "run the command again")
        }
        let outcome = try keystore.update(check: check, invocation) { store throws(PKIError) in
            _ = try store.remove(alias)
        }
        lock.release()
        try check.report(
            isChanged: outcome.isChanged,
            file: file,
            common,
            done: "'\(file)' no longer has the \(entry.kind.rawValue) '\(entry.alias)'\(outcome.remark)"
        )
    }

    private func confirm(_ entry: KeyStoreEntry) throws(CommandFailure) {
        guard Terminal.isInteractive else {
            throw CommandFailure(
                .usage,
                "the \(entry.kind.rawValue) '\(entry.alias)' cannot be made again once it is removed",
                hint: "add --yes to remove it"
            )
        }
        Terminal.say("remove the \(entry.kind.rawValue) '\(TerminalText.safe(entry.alias))'? [y/N] ", endingLine: false)
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw CommandFailure(.usage, "nothing was removed", hint: "answer y, or add --yes")
        }
    }
}
