import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Makes one more key, which encrypts from now on.
struct KeysAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a new key, which encrypts from now on",
        discussion: """
            The keys before it stay in the file and decrypt what they encrypted. 'girctl rekey' brings files to the new \
            key, 'girctl keys retire' takes an old one out.

            EXAMPLES
              $ girctl keys add
              $ girctl keys add --key-file girctl.key

            EXIT STATUS
              0 done; 65 the file is no key file; 66 no key file; 75 locked, try again; 77 permission, also for a key \
            file that others can read.
            """
    )

    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let path = try keyFile.locator(invocation).locate()
        let id = try ProcessHardening.withoutTraces { () throws(CommandFailure) in try addKey(to: path, invocation) }
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(file: path, key: id)))
        case .text: try Terminal.print(TerminalText.safe("made key \(id) in '\(path)'; it is the active one"))
        }
    }

    /// Answers the new key's id; the key itself is gone from memory then.
    private func addKey(to path: String, _ invocation: Invocation) throws(CommandFailure) -> String {
        let lock = try FileLock(path, mustExist: true)
        let before = try keyFile.read(path, invocation)
        let ring: EncryptionKeyRing
        do { ring = try before.addingKey(created: invocation.now) } catch { throw CommandFailure(error, in: path) }
        try KeyFile.write(path, with: ring)
        _ = consume lock
        return ring.active.id
    }

    private struct Report: Encodable {
        let schema = "girctl.keys-add/1"
        let file: String
        let key: String
    }
}
