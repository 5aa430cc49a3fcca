import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Compares two keystores: `girctl keystore diff`.
struct KeystoreDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare the entries of two keystores",
        discussion: """
            Entries are compared by alias: their kind, certificates and keys. Format, passwords, dates and the order of \
            entries make no difference. '-' is what only the first keystore has, '+' what only the second one has.

            EXAMPLES
              $ girctl keystore diff keystore.jks keystore.p12 --password-file keystore.password
              $ girctl keystore diff keystore.jks keystore.p12 --password-file keystore.password --other-password-file keystore.password --json

            EXIT STATUS
              0 the same entries; 1 different ones; 64 usage; 65 wrong password, damaged or no keystore; 66 no such file.
            """
    )

    @Argument(help: "The first keystore.")
    var first: String

    @Argument(help: "The second keystore.")
    var second: String

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var otherPassword: PasswordOptions<OtherPassword>
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let given = try password.read(invocation)
        let left = try KeyStoreFile.read(first, secret: given, option: "--password", invocation)
        let other = try otherPassword.read(invocation) ?? given
        let right = try KeyStoreFile.read(second, secret: other, option: "--other-password", invocation)
        for remark in [left.remark, right.remark].compactMap(\.self) { output.common.remark(remark) }
        let report = KeyStoreDifference(left.store, right.store, first: first, second: second)
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(report))
        case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
        }
        if !report.same { throw ExitCode(ExitStatus.findings.rawValue) }
    }
}
