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

            EXIT STATUS
              0 removed; 64 usage, no such alias, or not confirmed; 65 wrong password or damaged keystore; 66 no such file.
            """
    )

    @Argument(help: "The keystore.")
    var file: String

    @Option(help: "The entry to remove.")
    var alias: String

    @Flag(help: "Remove a private key without asking.")
    var yes = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var common: CommonOptions

    func run() throws {
        let invocation = try Invocation()
        let lock = try FileLock(file, mustExist: true)
        var keystore = try KeyStoreFile.open(file, password: password, invocation)
        let entry = try keystore.store.existing(alias, in: file)
        let losesKey = entry.kind != .trustedCertificate
        if losesKey { try confirm(entry) }
        let backup = try keystore.update(losesKey: losesKey, invocation) { store throws(PKIError) in
            _ = try store.remove(alias)
        }
        lock.release()
        common.remark(
            "'\(file)' no longer has the \(entry.kind.rawValue) '\(entry.alias)'"
                + (backup.map { "; the keystore as it was is in '\($0)'" } ?? "")
        )
    }

    private func confirm(_ entry: KeyStoreEntry) throws(CommandFailure) {
        if yes { return }
        guard Terminal.isInteractive else {
            throw CommandFailure(
                .usage,
                "'\(entry.alias)' is a \(entry.kind.rawValue), which cannot be made again",
                hint: "add --yes to remove it"
            )
        }
        Terminal.say("remove the \(entry.kind.rawValue) '\(TerminalText.safe(entry.alias))'? [y/N] ", endingLine: false)
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw CommandFailure(.usage, "nothing was removed", hint: "answer y, or add --yes")
        }
    }
}
