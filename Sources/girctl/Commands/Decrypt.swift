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
            first line of standard input, and prints the password in clear text. With --passphrase it decrypts what \
            girctl encrypt --passphrase made.

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

    @OptionGroup var keys: KeyOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let invocation = try Invocation()
        let password = try password(of: readValue(invocation), invocation)
        switch output.chosen {
        case .json:
            guard let text = password.revealText() else {
                throw CommandFailure(.data, "the password is not UTF-8 text", hint: "print it without --json")
            }
            try Terminal.print(try JSONReport.text(Report(password: text)))
        case .text: try Terminal.print(revealing: password)
        }
    }

    private func readValue(_ invocation: Invocation) throws(CommandFailure) -> Secret {
        if let value { return Secret(value) }
        if Terminal.isInteractive { Terminal.say("Value to decrypt: ", endingLine: false) }
        return try PasswordSource.file("-").read(environment: invocation.environment)
    }

    private func password(of value: Secret, _ invocation: Invocation) throws(CommandFailure) -> Secret {
        guard let text = value.revealText() else { throw CommandFailure(.data, "the value is not UTF-8 text") }
        if ObfuscatedPassword.isOne(text) {
            do { return try ObfuscatedPassword.decode(value) } catch { throw CommandFailure(error) }
        }
        // Before any key is looked for: a value that is none needs none.
        let parsed: CryptValue
        do { parsed = try CryptValue(parsing: text) } catch { throw CommandFailure(error) }
        let keys = try keys.forDecrypting(parsed.isOfPassphrase ? [] : [parsed.keyID], invocation)
        do { return try parsed.decrypt(with: keys, at: bind) } catch { throw CommandFailure(error) }
    }

    private struct Report: Encodable {
        let schema = "girctl.decrypt/1"
        let password: String
    }
}
