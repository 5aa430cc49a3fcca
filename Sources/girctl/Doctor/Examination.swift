import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Everything that the doctor looks at, in the order of the report.
struct Examination {
    private(set) var checks: [DoctorCheck] = []
    /// What the links' peers were found to be; nil where no configuration was read.
    private(set) var links: LinkReport?
    private(set) var chains: [(name: String, pem: String)] = []
    private(set) var keystore: (path: String, store: KeyStore)?
    private(set) var source: SourceText?
    private(set) var lint: LintReport?
    /// Passwords that were decrypted on the way.
    private(set) var secrets: [Secret] = []

    private let file: String
    private let keyFile: KeyFileOption
    private let connecting: ConnectOptions
    private let invocation: Invocation

    init(
        file: String,
        keyFile: KeyFileOption,
        connecting: ConnectOptions,
        _ invocation: Invocation
    ) throws(CommandFailure) {
        self.file = file
        self.keyFile = keyFile
        self.connecting = connecting
        self.invocation = invocation
        try examineConfiguration()
        checks += MachineExamination(invocation: invocation).checks
    }

    private mutating func examineConfiguration() throws(CommandFailure) {
        let opened: OpenConfiguration
        do throws(CommandFailure) {
            let source = SourceText(path: file, bytes: try InputFile.read(file))
            self.source = source
            opened = try OpenConfiguration(file)
        } catch {
            checks.append(
                error.status == .data
                    ? DoctorCheck(file, .finding, error.message, help: error.hint) : DoctorCheck(file, error)
            )
            return
        }
        lint = opened.report
        examineLint(opened.report)
        let files = FileExamination(time: invocation.now)
        let hasSecrets = source.map { RedactedConfiguration(of: $0).hasSecrets } ?? true
        if let check = files.access(to: file, called: file, isSecret: hasSecrets) { checks.append(check) }
        examineEncryption(files)
        examineKeystore(opened.configuration, files)
        try examineLinks(opened)
    }

    private mutating func examineLint(_ report: LintReport) {
        let help = "girctl config lint \(ShellWord.quoted(file))"
        let isClean = report.diagnostics.isEmpty
        let status: DoctorCheck.Status = report.failed(at: .error) ? .finding : isClean ? .ok : .note
        checks.append(DoctorCheck(file, status, report.summary, help: isClean ? nil : help))
    }

    private mutating func examineEncryption(_ files: FileExamination) {
        guard let source, (try? EncryptedValueCheck.isNeeded(for: source)) == true else { return }
        let name = "encrypted passwords"
        do throws(CommandFailure) {
            let ids = (try? EncryptedValueCheck.keysNeeded(by: source)) ?? []
            let path = try keyFile.locator(invocation).locate(having: ids)
            if let check = files.access(to: path, called: "key file", isSecret: true) { checks.append(check) }
            let ring = try keyFile.read(path, invocation)
            guard let check = try? EncryptedValueCheck(of: source, keys: EncryptionKeys(ring)) else { return }
            guard let failure = check.failures.first else {
                checks.append(DoctorCheck(name, .ok, "\(check.findings.count) decrypt"))
                return
            }
            let reason = failure.failure?.reason ?? "it does not decrypt"
            checks.append(
                DoctorCheck(
                    name,
                    .finding,
                    "\(check.failures.count) of \(check.findings.count) do not decrypt: '\(failure.path)': \(reason)",
                    help: "girctl encrypt --check \(ShellWord.quoted(file))"
                )
            )
        } catch {
            checks.append(DoctorCheck(name, error))
        }
    }

    private mutating func examineKeystore(_ configuration: ApplicationConfiguration, _ files: FileExamination) {
        guard configuration.jetty.enableSsl else {
            checks.append(
                DoctorCheck(
                    "jetty.enableSsl",
                    .finding,
                    "the API is served without TLS",
                    help: "set 'jetty.enableSsl' to true, and 'jetty.ssl' to a keystore: girctl keystore genkey --help"
                )
            )
            return
        }
        let ssl = configuration.jetty.ssl
        let path = ssl.keyStorePath.hasPrefix("/") ? ssl.keyStorePath : folder + ssl.keyStorePath
        if let check = files.access(to: path, called: "jetty.ssl.keyStorePath", isSecret: true) { checks.append(check) }
        do throws(CommandFailure) {
            let password = try ssl.keyStorePassword.map { password throws(CommandFailure) in try resolve(password) }
            let (check, store) = files.keystore(path, password)
            checks.append(check)
            keystore = store.map { (path, $0) }
        } catch {
            checks.append(DoctorCheck("jetty.ssl.keyStorePassword", error))
        }
    }

    private mutating func examineLinks(_ opened: OpenConfiguration) throws(CommandFailure) {
        var check = LinkCheck(
            configuration: opened.configuration,
            file: file,
            links: LinkName.allCases,
            addresses: try connecting.linkEndpoints(of: []),
            observer: try connecting.handshake.observer(invocation),
            time: invocation.now
        )
        check.takesUnknownAddresses = true
        if check.observer?.identity == nil {
            check.login = ClusterLogin(
                file: file,
                report: opened.report,
                keyFile: keyFile,
                invocation: invocation,
                end: .now + .seconds(connecting.handshake.timeout)
            )
        }
        let passwords = LinkPasswords(keyFile, invocation)
        var resolved: [Secret] = []
        let (verdicts, seen) = try check.run(
            passwords: { password throws(CommandFailure) in
                let secret = try passwords.resolve(password)
                resolved.append(secret)
                return secret
            },
            invocation
        )
        secrets += resolved
        for (number, observation) in zip(1..., seen) where !observation.chain.isEmpty {
            let pem = observation.chain.compactMap { try? Certificate(der: Array($0)).pem }.joined()
            chains.append(("chains/\(number).pem", pem))
        }
        links = LinkReport(verdicts)
        checks += verdicts.map { verdict in
            let result = verdict.result
            let status: DoctorCheck.Status =
                switch verdict.status {
                case _ where result.reason == LinkReason.notConfigured.rawValue: .note
                case .success: .ok
                case .incomplete, .unavailable: .unchecked
                default: .finding
                }
            let name = [result.link, result.target == result.link ? nil : result.target].compactMap(\.self)
            let reason = result.reason.map { "\($0): " } ?? ""
            let message = reason + result.message + (verdict.loginNote.map { "; \($0)" } ?? "")
            return DoctorCheck(name.joined(separator: " "), status, message, help: result.help.first)
        }
    }

    private mutating func resolve(_ password: ConfiguredPassword) throws(CommandFailure) -> Secret {
        let secret = try LinkPasswords(keyFile, invocation).resolve(password)
        secrets.append(secret)
        return secret
    }

    private var folder: String { file.lastIndex(of: "/").map { String(file[...$0]) } ?? "" }
}
