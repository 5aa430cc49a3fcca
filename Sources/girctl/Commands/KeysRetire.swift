import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Takes an old key out of the key file.
struct KeysRetire: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Take an old key out of the key file",
        discussion: """
            What the key encrypted does not decrypt any more: rekey all files first. Name those files, and the key stays \
            where one of them has a value that needs it. The key file as it was is kept beside it, for the file that was \
            forgotten: remove it once all is well. The active key cannot be retired.

            EXAMPLES
              $ girctl keys retire ae216c2e application.yaml

            EXIT STATUS
              0 done, or retired before; 64 no such key, or it is the active one; 65 a file still needs the key; 66 no \
            key file; 75 locked, try again; 77 permission, also for a key file that others can read.
            """
    )

    @Argument(help: "The id of the key, as in CRYPT:v1.<key id>.…")
    var id: String

    @Argument(help: ArgumentHelp("Files that must not need the key any more.", valueName: "file"))
    var files: [String] = []

    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let path = try keyFile.locator(invocation).locate()
        let lock = try FileLock(path, mustExist: true)
        let before = try keyFile.read(path, invocation)
        for file in try InputPaths.expand(files, endings: [".yaml", ".yml"]) { try refuseUse(in: file) }
        if before.key(id) == nil, before.retired.contains(where: { $0.id == id }) {
            return try report(Report(file: path, key: id, backup: nil))
        }
        let ring: EncryptionKeyRing
        do { ring = try before.retiringKey(id, at: invocation.now) } catch { throw CommandFailure(error, in: path) }
        let backup = try BackupFile.copy(path, invocation)
        do throws(CommandFailure) {
            try KeyFile.write(path, with: ring)
        } catch {
            BackupFile.remove(backup)
            throw error
        }
        _ = consume lock
        try report(Report(file: path, key: id, backup: backup))
    }

    private func refuseUse(in file: String) throws(CommandFailure) {
        let source = SourceText(path: file, bytes: try InputFile.read(file))
        let uses: [EncryptedOption]
        do { uses = try EncryptedValueCheck.values(of: id, in: source) } catch { throw CommandFailure(error, in: file) }
        guard let first = uses.first else { return }
        let start = first.span.start
        throw CommandFailure(
            .data,
            "'\(file):\(start.line):\(start.column)': '\(first.path)' still needs the key '\(id)'",
            hint: "girctl rekey \(ShellWord.quoted(file)), then retire the key"
        )
    }

    private func report(_ report: Report) throws(CommandFailure) {
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text: try Terminal.print(TerminalText.safe(report.text))
        }
    }

    private struct Report: Encodable {
        let schema = "girctl.keys-retire/1"
        let file: String
        let key: String
        @Nullable var backup: String?

        var text: String {
            guard let backup else { return "key \(key) of '\(file)' was retired before; nothing was changed" }
            return "retired key \(key) of '\(file)'; '\(backup)' still has it: remove that once all is well"
        }
    }
}
