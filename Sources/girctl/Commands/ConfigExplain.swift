import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Says what an option or a rule is about: `girctl config explain`.
struct ConfigExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what an option or a rule is about",
        discussion: """
            An option of application.yaml or cassandra.yaml is named by its path, such as jetty.ssl.port, or by its last \
            key alone; a rule by its id or name.

            EXAMPLES
              $ girctl config explain jetty.ssl.keyStorePassword
              $ girctl config explain GIR101
              $ girctl config explain --json externalApiUrlV2

            EXIT STATUS
              0 done; 64 usage, or no option and no rule of that name.
            """
    )

    @Argument(help: ArgumentHelp("The option or the rule.", valueName: "option-or-rule"))
    var word: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let explanation: Explanation
        do { explanation = try Explanation(of: word) } catch { throw CommandFailure(error) }
        switch output.chosen {
        case .json: try Terminal.print(explanation.json)
        case .text: try Terminal.print(explanation.text())
        }
    }
}
