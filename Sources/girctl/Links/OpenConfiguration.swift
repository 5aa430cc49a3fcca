import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// An application.yaml that was read, whatever findings there are in it.
struct OpenConfiguration {
    let configuration: ApplicationConfiguration
    let report: LintReport

    /// - Throws: status 66 where there is no such file, 65 where it is not YAML.
    init(_ path: String) throws(CommandFailure) {
        let source = SourceText(path: path == "-" ? "<stdin>" : path, bytes: try InputFile.read(path))
        let (read, report) = ApplicationConfiguration.read(source)
        guard let read else {
            throw CommandFailure(
                .data,
                "'\(source.path)' is not valid YAML",
                hint: "see where: girctl config lint \(ShellWord.quoted(path))"
            )
        }
        configuration = read
        self.report = report
    }
}

/// The passwords of truststores in a configuration; the key file is read when the first one needs it.
struct LinkPasswords {
    private let keyFile: KeyFileOption
    private let invocation: Invocation

    init(_ keyFile: KeyFileOption, _ invocation: Invocation) {
        self.keyFile = keyFile
        self.invocation = invocation
    }

    /// The password to use.
    ///
    /// - Throws: status 65 or 66 where it does not decrypt.
    func resolve(_ password: ConfiguredPassword) throws(CommandFailure) -> Secret {
        let isEncrypted = password.raw.withBytes { $0.starts(with: CryptValue.prefix.utf8) }
        let ring = isEncrypted && isKeyFileThere ? try keyFile.read(having: [], invocation) : nil
        do throws(ConfigError) {
            return try PasswordResolver(keyRing: ring).resolve(password)
        } catch {
            throw CommandFailure(.data, "'\(password.path)': \(error.reason)", hint: error.hint)
        }
    }

    private var isKeyFileThere: Bool { keyFile.path != nil || keyFile.locator(invocation).existing != nil }
}
