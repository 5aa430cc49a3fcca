import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Lists the keys of the key file, without the keys themselves.
struct KeysList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the keys of the key file by their ids",
        discussion: """
            A value names the key that decrypts it: CRYPT:v1.<key id>.… The active key encrypts and decrypts, an old one \
            decrypts, a retired one is no longer in the file. The keys themselves are not shown.

            EXAMPLES
              $ girctl keys list
              $ girctl keys list --key-file girctl.key --json

            EXIT STATUS
              0 done; 65 the file is no key file; 66 no key file; 77 permission, also for a key file that others can read.
            """
    )

    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let path = try keyFile.locator(invocation).locate()
        let report = KeyListReport(try keyFile.read(path, invocation), file: path)
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(report))
        case .text: try Terminal.print(report.lines.joined(separator: "\n"))
        }
    }
}

/// The result of `keys list`.
struct KeyListReport: Encodable {
    let schema = "girctl.keys-list/1"
    let file: String
    let keys: [Key]

    struct Key: Encodable {
        let id: String
        let state: String
        let created: String
        @Nullable var retired: String?
    }

    init(_ ring: EncryptionKeyRing, file: String) {
        self.file = file
        let usable = ring.keys.map { key in
            Key(
                id: key.id,
                state: key.isActive ? "active" : "old",
                created: JSONReport.time(key.created),
                retired: nil
            )
        }
        let retired = ring.retired.map { key in
            Key(
                id: key.id,
                state: "retired",
                created: JSONReport.time(key.created),
                retired: JSONReport.time(key.retired)
            )
        }
        keys = retired + usable
    }

    /// A line for each key, the active one last.
    var lines: [String] {
        keys.map { key in
            let use =
                switch key.state {
                case "active": "active     encrypts and decrypts"
                case "old": "old        decrypts"
                default: "retired    since \(key.retired ?? "")"
                }
            return "\(key.id)  \(key.created)  \(use)"
        }
    }
}
