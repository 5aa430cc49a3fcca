import ArgumentParser
import GIRCommandLine

/// Writes all that a store holds to a file.
struct StoreExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what the server remembers to a file",
        discussion: """
            Contact centers, users, settings and recordings as JSON Lines, mode 0600: the verifiers of passwords are in it, and settings as they are sealed. Sessions are not. \
            Until it is whole the file is called FILE.partial; the same command goes on with one that was interrupted, as by Ctrl-C. Stop \
            the servers first, or what they write meanwhile may be missing.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl store export --out store.jsonl --data data

            EXIT STATUS
              0 done; 64 usage; 65 the store is damaged, or what was begun is of another one; 66 no store; 69 the cluster cannot be reached; 73 the file is \
            there already or cannot be made; 74 disk full; 75 another run writes it; 77 permission.
            """
    )

    @Option(name: .long, help: ArgumentHelp("The new file.", valueName: "file"))
    var out: String

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let result = try StoreKeeper.runInterruptibly(
            .export(out, isQuiet: output.isQuiet),
            in: try store.place(try Invocation())
        )
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(file: out, recordings: result.count)))
        case .text:
            try Terminal.print(TerminalText.safe("the store is in '\(out)', with \(result.count) recordings"))
        }
    }

    private struct Report: Encodable {
        let schema = "girctl.store-export-report/1"
        let file: String
        let recordings: Int
    }
}

/// Adds what such a file holds to a store.
struct StoreImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add what girctl store export has written to a store",
        discussion: """
            What is there already stays as it is: a command that was interrupted is finished by the same one. Settings with \
            passwords open with the cryptoSecurityKey that they were sealed with. Users log in anew.

            EXAMPLES
              $ girctl contact-center add Sample --data data && girctl store export --out old.jsonl --data data && girctl store import old.jsonl --data other

            EXIT STATUS
              0 done; 64 usage, also where a name belongs to another user or contact center; 65 the file is no whole export, or the \
            store is damaged; 66 no file; 69 the cluster cannot be reached; 74 disk full; 77 permission.
            """
    )

    @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
    var file: String

    @OptionGroup var store: StorePlace
    @OptionGroup var output: OutputOptions

    func run() throws {
        let result = try StoreKeeper.runInterruptibly(
            .takeIn(file, isQuiet: output.isQuiet),
            in: try store.place(try Invocation())
        )
        switch output.chosen {
        case .json:
            try Terminal.print(
                try JSONReport.text(Report(file: file, added: result.count, present: result.presentCount))
            )
        case .text:
            try Terminal.print(
                TerminalText.safe("'\(file)': \(result.count) added, \(result.presentCount) were there")
            )
        }
    }

    private struct Report: Encodable {
        let schema = "girctl.store-import-report/1"
        let file: String
        let added: Int
        let present: Int
    }
}
