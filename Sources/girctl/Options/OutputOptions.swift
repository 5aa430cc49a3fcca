import ArgumentParser
import GIRCommandLine

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// The options of every command.
struct CommonOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Print results and errors only, no remarks.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Print more about what is done.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "Print without colours, as with NO_COLOR in the environment.")
    var noColor = false

    /// Says something that is no result, unless it is not wanted.
    func remark(_ line: String) {
        if !quiet { Terminal.say(TerminalText.safe(line)) }
    }

    /// Says something that only interests who asked for more.
    func detail(_ line: String) {
        if verbose { Terminal.say(TerminalText.safe(line)) }
    }
}

/// The options of every command that has a result.
struct OutputOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("How to print the result; text by default.", valueName: "format"))
    var format = OutputFormat.text

    @Flag(name: .long, help: "The same as --format json.")
    var json = false

    @OptionGroup var common: CommonOptions

    /// The format that was chosen one way or the other.
    var chosen: OutputFormat { json ? .json : format }

    /// Whether nobody watches how far it is.
    var isQuiet: Bool { common.quiet || chosen == .json }
}
