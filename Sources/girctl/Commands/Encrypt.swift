import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Encrypts one password, or the passwords in a file, or checks those that are encrypted.
struct Encrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt",
        abstract: "Encrypt passwords for application.yaml",
        discussion: """
            Prints the CRYPT: value of one password, which is asked for twice, or read from a file, descriptor, \
            variable or pipe. A password on the command line works too, but stays in the shell's history and shows in \
            the list of processes.

            With --in-place, the named options of a file, or with --all every password in it, are encrypted where they \
            stand: quotes, comments, order and line ends of all the rest stay as they are. With --dry-run, a diff shows \
            what would change, with dots for passwords. With --check, every CRYPT: value of a file is decrypted and \
            those that do not decrypt are listed.

            The key comes from the key file that girctl keys init makes, or with --passphrase from a passphrase \
            (scrypt, N = 2^17, r = 8, p = 1); a value of a passphrase decrypts wherever the passphrase is known. \
            docs/crypt-format.md describes both byte by byte.

            THREAT MODEL
              Protected: the passwords, from whoever sees application.yaml but not the key: in version control, in a \
            backup, in a ticket, over a shoulder. A value that was changed, cut off or encrypted with another key does \
            not decrypt, and with --bind or --bound neither does one that was moved to another option. The value shows \
            no more of the password's length than multiples of 32 bytes.

              Not protected: from whoever has both the file and the key or passphrase; from root and from programs of \
            the same user; which options have a password, and which values share a key; that the file was replaced by an \
            older one; a password that was in version control or in the shell's history before. A passphrase can be \
            guessed offline, at a third of a second and 128 MiB a guess: take a long one. OBF: is no encryption.

              In memory, passwords and keys are overwritten after use, there is no core dump, and no other process of \
            the user can trace this one. What was typed as an argument is overwritten in the list of processes, but \
            was visible there for a moment; with --in-place, the file's own text is in memory until the command ends.

            EXAMPLES
              $ girctl encrypt --password-file password.txt
              $ girctl encrypt --in-place application.yaml cassandraCluster.password
              $ girctl encrypt --in-place application.yaml --all --dry-run
              $ girctl encrypt --check application.yaml
              $ girctl encrypt --password-file password.txt --passphrase-file passphrase.txt
              $ girctl encrypt --scheme obf --password-file password.txt

            EXIT STATUS
              0 done; 2 some passwords of --all could not be encrypted; 3 with --dry-run, a change is needed; 64 usage; \
            65 a value does not decrypt, or the file is not valid YAML; 66 no such file or no key file; 75 locked, try \
            again; 77 permission, also for a key file that others can read.
            """
    )

    @Argument(
        help: ArgumentHelp("The password; with --in-place, the options to encrypt.", valueName: "password-or-path")
    )
    var arguments: [String] = []

    @Option(help: ArgumentHelp("Encrypt the passwords in this file where they stand.", valueName: "file"))
    var inPlace: String?

    @Flag(help: "With --in-place: encrypt every password that application.yaml may hold.")
    var all = false

    @Flag(help: "With --in-place: bind each value to its option, so that it decrypts only there.")
    var bound = false

    @Flag(help: "With --in-place: show what would change, with passwords as dots, and change nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("Decrypt every encrypted value in this file and list those that fail.", valueName: "file")
    )
    var check: String?

    @Option(
        help: ArgumentHelp("The form of the value: crypt, or obf for Jetty's reversible OBF:.", valueName: "scheme")
    )
    var scheme = Scheme.crypt

    @Option(help: ArgumentHelp("Bind the value to this option, so that it decrypts only there.", valueName: "path"))
    var bind: String?

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keys: KeyOptions
    @OptionGroup var output: OutputOptions

    enum Scheme: String, ExpressibleByArgument, CaseIterable {
        case crypt
        case obf
    }

    func run() throws {
        try checkCombination()
        let invocation = try Invocation()
        if let file = inPlace { return try encrypt(inPlace: file, invocation) }
        if let file = check { return try check(file, invocation) }
        let value = try ProcessHardening.withoutTraces { () throws(CommandFailure) -> String in
            try self.value(of: readPassword(invocation), invocation)
        }
        switch output.chosen {
        case .json: try Terminal.print(try JSONReport.text(Report(scheme: scheme.rawValue, value: value)))
        case .text: try Terminal.print(value)
        }
    }

    private func value(of password: Secret, _ invocation: Invocation) throws(CommandFailure) -> String {
        guard !password.isEmpty else {
            throw CommandFailure(
                .usage,
                "the password is empty",
                hint: "leave the option out where there is no password"
            )
        }
        guard password.isText else {
            throw CommandFailure(.data, "the password is not UTF-8 text", hint: "convert it: iconv -t UTF-8")
        }
        switch scheme {
        case .obf:
            do throws(ConfigError) {
                return try ObfuscatedPassword.encode(password).revealText() ?? ""
            } catch {
                throw CommandFailure(error)
            }
        case .crypt:
            let keys = try keys.forEncrypting(invocation)
            do {
                return try CryptValue(encrypting: password, with: keys.encryptionKey(), boundTo: bind).text
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    private func readPassword(_ invocation: Invocation) throws(CommandFailure) -> Secret {
        if let argument = arguments.first {
            output.common.remark(
                "girctl: warning: a password on the command line stays in the shell's history and shows in the list of "
                    + "processes; leave it out to be asked for it"
            )
            CommandArguments.mask(argument)
            return Secret(argument)
        }
        if let password = try password.read(invocation) { return password }
        guard !Terminal.isInteractive else {
            return try PasswordPrompt.ask(
                "Password to encrypt",
                confirming: true,
                option: PasswordOptions<MainPassword>.option
            )
        }
        let piped = try PasswordSource.file("-").read(environment: invocation.environment)
        guard !piped.isEmpty else {
            throw CommandFailure(
                .usage,
                "there is no password on standard input, which is not a terminal",
                hint: "pipe it, or use --password-file FILE, --password-fd N or --password-env VARIABLE"
            )
        }
        return piped
    }

    private func checkCombination() throws(CommandFailure) {
        if let inPlace, check == nil, all, !arguments.isEmpty { throw surplus(inPlace) }
        let hasPassword = try password.source() != nil
        let hasPassphrase = try keys.passphraseSource() != nil
        let isFileMode = inPlace != nil || check != nil
        let problem: String? =
            if inPlace != nil, check != nil {
                "--in-place and --check are two commands"
            } else if inPlace == nil, all || dryRun || bound {
                "--all, --bound and --dry-run belong to --in-place"
            } else if isFileMode, hasPassword || bind != nil || scheme == .obf {
                "--in-place and --check work on the values of the file, without a password, --bind or --scheme obf"
            } else if inPlace != nil, !all, arguments.isEmpty {
                "--in-place takes the paths of options, or --all"
            } else if check != nil, !arguments.isEmpty {
                "--check takes no further arguments"
            } else if !isFileMode, arguments.count > 1 {
                "there is more than one password"
            } else if !isFileMode, hasPassword, !arguments.isEmpty {
                "the password has more than one source"
            } else if scheme == .obf, bind != nil || hasPassphrase {
                "--bind and --passphrase work with CRYPT: values only"
            } else {
                nil
            }
        if let problem { throw CommandFailure(.usage, problem, hint: "see: girctl encrypt --help") }
    }

    /// More arguments beside `--all`: further files, or options that it encrypts anyway.
    private func surplus(_ file: String) -> CommandFailure {
        let files = arguments.filter { !EncryptableOptions.paths.contains($0) }
        guard let other = files.first else {
            return CommandFailure(
                .usage,
                "--all encrypts every password, and '\(arguments[0])' is one of them",
                hint: "leave out one of the two"
            )
        }
        let words = ([file] + files).map { ShellWord.quoted($0) }.joined(separator: " ")
        return CommandFailure(
            .usage,
            "--in-place takes one file, and '\(other)' is another one",
            hint: "run it for each: for f in \(words); do girctl encrypt --in-place \"$f\" --all; done"
        )
    }

    private struct Report: Encodable {
        let schema = "girctl.encrypt/1"
        let scheme: String
        let value: String
    }
}
