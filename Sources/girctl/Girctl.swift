import ArgumentParser
import GIRCommandLine
import Glibc

/// The root of the command tree.
struct Girctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "girctl",
        abstract: "Secures Interaction Recording Web Services",
        discussion: """
            girctl makes keystores and certificates, encrypts the passwords of application.yaml, checks that file and \
            the trust behind its links, and serves the HTTPS API.

            EXAMPLES
              $ girctl keystore genkey keystore.jks --alias jetty --san dns:rws.example.com --password-file keystore.password
              $ girctl config lint application.yaml

            EXIT STATUS
              0 done, clean or trusted; 1 findings or not trusted; 2 some checks could not be run; 3 a change is needed; \
            64 usage; 65 data, such as a wrong password; 66 input missing; 69 peer unreachable; 73 cannot create; \
            74 input/output; 75 locked, try again; 77 permission; 78 configuration.
            """,
        version: "girctl \(Version.text)",
        subcommands: [
            Encrypt.self, Decrypt.self, Keys.self, Rekey.self, Keystore.self, CertificateAuthority.self, Config.self,
            CassandraCerts.self, Doctor.self, Users.self, ContactCenters.self,
            StoreCommands.self, Serve.self,
        ]
    )
}

/// Where the process starts: hardens itself, runs one command and turns what it throws into text and a status.
@main
enum Main {
    static func main() {
        ProcessHardening.apply()
        do {
            try CommandArguments.check()
            let arguments = Array(CommandLine.arguments.dropFirst())
            try explainKeytool(arguments)
            var command = try Girctl.parseAsRoot(ConnectOptions.completed(arguments))
            try command.run()
        } catch let failure as CommandFailure {
            end(failure)
        } catch {
            end(parsing: error)
        }
    }

    /// Answers a line in keytool's words with the same in girctl's.
    private static func explainKeytool(_ arguments: [String]) throws(CommandFailure) {
        guard let line = KeytoolLine(arguments), let word = KeytoolLine.firstWord(of: arguments) else { return }
        throw CommandFailure(
            .usage,
            "'\(word)' is keytool's word; nothing was done",
            hint: line.hint
        )
    }

    private static func end(_ failure: CommandFailure) -> Never {
        Terminal.say(failure.description)
        exit(failure.status.rawValue)
    }

    /// Ends for what ArgumentParser throws: a request for help, a status that a command chose, or a usage error.
    private static func end(parsing error: any Error) -> Never {
        let status = Girctl.exitCode(for: error)
        if let chosen = error as? ExitCode { exit(chosen.rawValue) }
        guard status != .success else {
            do throws(CommandFailure) {
                try Terminal.print(Girctl.fullMessage(for: error))
            } catch {
                end(error)
            }
            exit(ExitStatus.success.rawValue)
        }
        let words = CommandWords(CommandLine.arguments)
        if let failure = words.unknownCommand { end(failure) }
        let message = Girctl.message(for: error)
        let lines = message.split(whereSeparator: \.isNewline)
        var first = lines.first.map(String.init) ?? "the arguments are not understood"
        if first.hasSuffix(":") {
            let choices = lines.dropFirst().prefix { $0.contains("- ") }.map { $0.drop { " -".contains($0) } }
            first += " \(choices.joined(separator: ", "))"
        }
        end(CommandFailure(.usage, first.prefix(1).lowercased() + first.dropFirst(), hint: words.help))
    }
}
