import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Shows what a configuration amounts to: `girctl config show --effective`.
struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the values that count, secrets masked",
        discussion: """
            Lists each option that the file sets or that has a default, with its value and where that comes from: the \
            line, the documentation, the vendor's sample, an installation, or memory. Secrets are masked, so that the \
            list can go into a support ticket.

            EXAMPLES
              $ girctl config show --effective application.yaml
              $ girctl config show --effective --json application.yaml

            EXIT STATUS
              0 done; 64 usage; 65 not valid YAML; 66 no such file; 77 not readable.
            """
    )

    @Flag(help: "Show the values that count, defaults filled in.")
    var effective = false

    @Argument(help: ArgumentHelp("The file to read; - is standard input.", valueName: "file"))
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard effective else {
            throw CommandFailure(
                .usage,
                "there is one view, and it is asked for by --effective",
                hint: "add --effective"
            )
        }
        let source = SourceText(path: file == "-" ? "<stdin>" : file, bytes: try InputFile.read(file))
        let configuration: EffectiveConfiguration
        do { configuration = try EffectiveConfiguration(of: source) } catch { throw CommandFailure(error, in: file) }
        switch output.chosen {
        case .json: try Terminal.print(configuration.json)
        case .text: try Terminal.print(configuration.text)
        }
    }
}
