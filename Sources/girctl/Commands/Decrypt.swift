import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Prints the password of an encrypted or obfuscated value.
struct Decrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        abstract: "Print the password of an encrypted value",
        discussion: """
            Takes a CRYPT: value that girctl encrypt made, or an OBF: value of Jetty, from the command line or the \
            first line of standard input, and prints the password in clear text.

            EXAMPLES
              $ girctl encrypt --password-file password.txt | girctl decrypt
              $ girctl decrypt OBF:1v2j1uum1xtv1zej1zer1xtn1uvk1v1v

            EXIT STATUS
              0 done; 64 usage; 65 the value does not decrypt; 66 no key file; 77 permission, also for a key file that \
            others can read.
            """
    )

    @Argument(help: "The value; else the first line of standard input.")
    var value: String?

    @Option(help: ArgumentHelp("The option that the value was bound to.", valueName: "path"))
    var bind: String?

    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let value = try value.map { Secret($0) } ?? PasswordSource.file("-").read(environment: invocation.environment)
        let password = try password(of: value, invocation)
        guard let text = password.revealText() else {
            throw CommandFailure(.data, "the password is not UTF-8 text", hint: "encrypt it again as UTF-8")
        }
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(password: text)))
        case .text: try Terminal.print(text + "\n")
        }
    }

    private func password(of value: Secret, _ invocation: Invocation) throws(CommandFailure) -> Secret {
        guard let text = value.revealText() else { throw CommandFailure(.data, "the value is not UTF-8 text") }
        if ObfuscatedPassword.isOne(text) {
            do { return try ObfuscatedPassword.decode(value) } catch { throw CommandFailure(error) }
        }
        let parsed: CryptValue
        do { parsed = try CryptValue(parsing: text) } catch { throw CommandFailure(error) }
        let ring = try keyFile.read(invocation)
        do { return try parsed.decrypt(with: ring, at: bind) } catch { throw CommandFailure(error) }
    }

    private struct Report: Encodable {
        let schema = "girctl.decrypt/1"
        let password: String
    }
}
