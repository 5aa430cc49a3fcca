import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Encrypts the values of files with another key: all files or none.
struct Rekey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Encrypt the values of files with the active key",
        discussion: """
            Decrypts every CRYPT: value of the files and encrypts those of other keys with the active key of the key \
            file, where they stand; all other bytes stay as they are. All files change or none does: each is written \
            beside the old one and read back first, and where one cannot take its place, those before it are put back.

            With --passphrase, values of a passphrase are decrypted with it. With --new-passphrase, all values get a key \
            made of that.

            EXAMPLES
              $ girctl keys add; girctl rekey application.yaml
              $ girctl keys add; girctl rekey application.yaml --dry-run
              $ girctl rekey application.yaml --new-passphrase-file passphrase.txt

            EXIT STATUS
              0 done; 3 with --dry-run, a change is needed; 64 usage; 65 a value does not decrypt, or a file is not valid \
            YAML; 66 no such file or no key file; 73 or 74 a file cannot be written; 75 locked, try again; 77 permission, \
            also for a key file that others can read.
            """
    )

    @Argument(help: ArgumentHelp("The files, or folders of .yaml and .yml files.", valueName: "file"))
    var files: [String]

    @Flag(help: "Show what would change, with secrets as dots, and change nothing.")
    var dryRun = false

    @Flag(name: .customLong("new-passphrase"), help: "Encrypt with a key made of a passphrase, which is asked for.")
    var asksForNewPassphrase = false

    @OptionGroup var newPassphrase: PasswordOptions<NewPassphrase>
    @OptionGroup var keys: KeyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let paths = try Self.distinct(try InputPaths.expand(files, endings: [".yaml", ".yml"]))
        let (results, key) = try ProcessHardening.withoutTraces { () throws(CommandFailure) in
            try rekey(paths, invocation)
        }
        try report(zip(paths, results).map { ($0, $1) }, key: key)
        if dryRun, results.contains(where: { !$0.changed.isEmpty }) { throw ExitCode(ExitStatus.changeNeeded.rawValue) }
    }

    /// Does all but reporting; keys and passwords are gone from memory then.
    private func rekey(
        _ paths: [String],
        _ invocation: Invocation
    ) throws(CommandFailure) -> (results: [Rekeying], key: String?) {
        // Who leaves a prompt open holds nobody off.
        let (old, new) = try keys(for: Self.read(paths), invocation)
        // Always in the same order, so that two runs cannot wait for each other.
        let ordered = paths.sorted { ResolvedPath($0).text < ResolvedPath($1).text }
        let locks = try ordered.map { path throws(CommandFailure) in try HeldLock(path) }
        let sources = try Self.read(paths)
        let results = try sources.map { source throws(CommandFailure) in
            do throws(ConfigError) {
                return try Rekeying(of: source, from: old, to: new)
            } catch {
                throw CommandFailure(error, in: source.path)
            }
        }
        let changes = zip(paths, results).filter { !$1.changed.isEmpty }.map { (path: $0, bytes: $1.bytes) }
        if !dryRun, !changes.isEmpty { try OutputFile.replaceAll(changes) }
        withExtendedLifetime(locks) {}
        return (results, try keyID(new, results))
    }

    private static func read(_ paths: [String]) throws(CommandFailure) -> [SourceText] {
        try paths.map { path throws(CommandFailure) in
            try OutputFile.checkTarget(path, mustExist: true)
            return SourceText(path: path, bytes: try InputFile.read(path))
        }
    }

    private func keys(
        for sources: [SourceText],
        _ invocation: Invocation
    ) throws(CommandFailure) -> (old: EncryptionKeys, new: EncryptionKeys) {
        let source = try newPassphraseSource()
        var ids: [String] = []
        for source in sources {
            do { ids += try EncryptedValueCheck.keysNeeded(by: source).filter { !ids.contains($0) } } catch {
                throw CommandFailure(error, in: source.path)
            }
        }
        let old = try keys.forDecrypting(source == nil && ids.isEmpty ? nil : ids, invocation)
        let passphrase = try source?.read(
            "New passphrase",
            isNew: true,
            option: "--new-passphrase",
            environment: invocation.environment
        )
        return (old, passphrase.map { EncryptionKeys(passphrase: $0) } ?? EncryptionKeys(old.ring))
    }

    private func newPassphraseSource() throws(CommandFailure) -> PassphraseSource? {
        let source = try newPassphrase.source()
        guard source == nil || !asksForNewPassphrase else {
            throw CommandFailure(
                .usage,
                "the new passphrase has more than one source",
                hint:
                    "give one of --new-passphrase, --new-passphrase-file, --new-passphrase-fd and --new-passphrase-env"
            )
        }
        return source.map(PassphraseSource.source) ?? (asksForNewPassphrase ? .prompt : nil)
    }

    /// The files, each once: a file that is named twice would wait for itself.
    private static func distinct(_ paths: [String]) throws(CommandFailure) -> [String] {
        guard !paths.contains("-") else {
            throw CommandFailure(.usage, "rekey changes files, not standard input", hint: "name the file")
        }
        return InputPaths.distinct(paths)
    }

    private func keyID(_ keys: EncryptionKeys, _ results: [Rekeying]) throws(CommandFailure) -> String? {
        // A passphrase makes its key only where a value needs it.
        if keys.passphrase != nil, results.allSatisfy(\.changed.isEmpty) { return nil }
        do { return try keys.encryptionKey().id } catch { throw CommandFailure(error) }
    }

    private func report(_ results: [(file: String, result: Rekeying)], key: String?) throws(CommandFailure) {
        let report = RekeyReport(results, key: key, isWritten: !dryRun)
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text where dryRun:
            let diffs = results.compactMap { file, result in result.diff.map { DiffReport.text($0, file: file) } }
            if !diffs.isEmpty { try Terminal.print(diffs.joined(separator: "\n")) }
            report.lines.forEach(output.common.remark)
        case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
        }
    }

    /// A lock in an array, which cannot hold what cannot be copied.
    private final class HeldLock {
        private let lock: FileLock
        init(_ path: String) throws(CommandFailure) { lock = try FileLock(path, mustExist: true) }
    }
}

/// The result of `rekey`.
struct RekeyReport: Encodable {
    let schema = "girctl.rekey/1"
    @Nullable var key: String?
    let written: Bool
    let files: [File]

    struct File: Encodable {
        let file: String
        let changed: [EncryptionReport.Value]
        let current: [EncryptionReport.Value]
    }

    init(_ results: [(file: String, result: Rekeying)], key: String?, isWritten: Bool) {
        self.key = key
        written = isWritten && results.contains { !$0.result.changed.isEmpty }
        files = results.map { file, result in
            File(
                file: file,
                changed: result.changed.map(EncryptionReport.Value.init),
                current: result.current.map(EncryptionReport.Value.init)
            )
        }
    }

    /// A line for each file.
    var lines: [String] {
        files.map { file in
            let count = file.changed.count == 1 ? "1 value" : "\(file.changed.count) values"
            let done = written || file.changed.isEmpty ? "encrypted anew" : "to encrypt anew"
            let current = file.current.isEmpty ? "" : ", \(file.current.count) with that key before"
            return "\(file.file): \(count) \(done)\(key.map { " with key \($0)" } ?? "")\(current)"
        }
    }
}
