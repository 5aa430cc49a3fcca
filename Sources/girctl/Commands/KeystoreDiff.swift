import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Compares two keystores: `girctl keystore diff`.
struct KeystoreDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare the entries of two keystores",
        discussion: """
            Entries are compared by alias: their kind, certificates and private keys. Format, passwords, dates and the \
            order of entries make no difference. '-' is what only the first keystore has, '+' what only the second one \
            has, '!' what is different, and '?' a private key that does not open: with --key-password-… it is compared. \
            The second keystore is opened with the passwords of the first where it has none of its own.

            EXAMPLES
              $ girctl keystore diff keystore.jks keystore.p12 --password-file keystore.password
              $ girctl keystore diff keystore.jks keystore.p12 --password-file keystore.password --other-password-file keystore.password --json

            EXIT STATUS
              0 the same entries; 1 different ones; 2 no different ones, but a key that does not open; 64 usage; 65 wrong \
            password, damaged or no keystore; 66 no such file.
            """
    )

    @Argument(help: "The first keystore.")
    var first: String

    @Argument(help: "The second keystore.")
    var second: String

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var otherPassword: PasswordOptions<OtherPassword>
    @OptionGroup var otherKeyPassword: PasswordOptions<OtherKeyPassword>
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let given = try password.read(invocation)
        let left = try KeyStoreFile.read(first, secret: given, option: "--password", invocation)
        let other = try otherPassword.read(invocation) ?? given
        let right = try KeyStoreFile.read(second, secret: other, option: "--other-password", invocation)
        let ownPassword = try keyPassword.read(invocation)
        let otherOwnPassword = try otherKeyPassword.read(invocation) ?? ownPassword
        for remark in [left.remark, right.remark].compactMap(\.self) { output.common.remark(remark) }
        let report = KeyStoreDifference((left.store, first, ownPassword), (right.store, second, otherOwnPassword))
        switch output.chosen {
        case .json: try Terminal.print(JSONReport.text(report))
        case .text: try Terminal.print(report.lines.map(TerminalText.safe).joined(separator: "\n"))
        }
        guard !report.same else { return }
        let isDifferent = report.entries.contains { $0.change != .notCompared }
        if report.entries.contains(where: { $0.change == .notCompared }) {
            output.common.remark("give the password of a key that does not open: --key-password-file")
        }
        throw ExitCode((isDifferent ? ExitStatus.findings : .incomplete).rawValue)
    }
}
