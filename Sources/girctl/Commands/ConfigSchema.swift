import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Prints the schema of application.yaml: `girctl config schema`.
struct ConfigSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of application.yaml",
        discussion: """
            Editors complete and check the file by it (draft-07). For those that use yaml-language-server, put this line \
            at the top of the file:

              # yaml-language-server: $schema=application.schema.json

            EXAMPLES
              $ girctl config schema > application.schema.json

            EXIT STATUS
              0 done; 64 usage.
            """
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Terminal.print(String(OptionSchema.json().dropLast()))
    }
}
