import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Prints an application.yaml to begin with: `girctl config init`.
struct ConfigInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Print an application.yaml to begin with",
        discussion: """
            The file has TLS on the listener and on the links, what every installation must set, and the other \
            documented options as comments. It lints clean; config lint --files says what is left to do before \
            girctl serve starts with it, and the first lines of the file say how.

            EXAMPLES
              $ girctl config init > new.yaml && girctl config lint --fail-on note new.yaml

            EXIT STATUS
              0 done; 64 usage.
            """
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        try Terminal.print(String(StarterFile.yaml().dropLast()))
    }
}
