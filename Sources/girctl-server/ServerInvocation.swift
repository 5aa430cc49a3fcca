import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRLinks
import GIRServer
import GIRStore
import Glibc
import Logging
import Synchronization

/// What `girctl serve` has found out from its options, as seven plain arguments.
struct ServerInvocation {
    /// Whether to do everything but listen.
    let isCheck: Bool
    /// Whether the check asks the cluster.
    let asksCluster: Bool
    /// The path of application.yaml.
    let config: String
    /// The folder with what the server remembers.
    let data: String
    private let keyFile: String?
    private let allowsOtherReaders: Bool
    private let passphrase: PassphraseSource?
    private let level: Logger.Level
    private let asked = AskedOnce()

    /// Takes the arguments: `serve`, `check` or `check-cluster`, the configuration, the key file that was named or nothing, whether it may
    /// have other readers than its owner, where the passphrase is or nothing, the level of the log, and the data folder.
    init(_ arguments: [String]) throws(CommandFailure) {
        guard arguments.count == 8, ["check", "check-cluster", "serve"].contains(arguments[1]),
            ["any-reader", "owner"].contains(arguments[4]), let level = Logger.Level(rawValue: arguments[6])
        else {
            throw CommandFailure(.usage, "girctl-server is started by girctl", hint: "run: girctl serve --help")
        }
        isCheck = arguments[1] != "serve"
        asksCluster = arguments[1] == "check-cluster"
        config = arguments[2]
        keyFile = arguments[3].isEmpty ? nil : arguments[3]
        allowsOtherReaders = arguments[4] == "any-reader"
        passphrase = PassphraseSource(argument: arguments[5])
        self.level = level
        data = arguments[7]
    }

    /// Takes what a command on the store names.
    init(_ place: StoreErrand.Place, _ configuration: StoreErrand.Place.Configuration) {
        (isCheck, asksCluster) = (true, true)
        config = configuration.path
        keyFile = configuration.keyFile
        allowsOtherReaders = configuration.allowsOtherReaders
        passphrase = PassphraseSource(argument: configuration.passphrase)
        level = .error
        data = place.folder
    }

    /// The clock, the random numbers and the log of the running process.
    var environment: ServerEnvironment {
        let level = level
        return ServerEnvironment(
            version: Version.text,
            logger: Logger(label: "girctl-server") { _ in LineLogHandler(level: level) }
        )
    }

    /// Reads the configuration and makes the start ready.
    func start(_ environment: ServerEnvironment) throws(CommandFailure) -> ServerStart {
        let name = config == "-" ? "<stdin>" : config
        return ServerStart(
            SourceText(path: name, bytes: try InputFile.read(config)),
            keyFile: keyFile,
            files: { path, option in
                do throws(CommandFailure) { return try InputFile.read(path) } catch { throw error.named(by: option) }
            },
            keys: { try keys($0) },
            anchors: { try anchors(of: $0, $1) },
            java: Self.java,
            openFiles: OpenFiles.raiseLimit(),
            environment: environment
        )
    }

    /// Reads the same again while the server runs; nil where the configuration came from standard input, once.
    func reload(_ environment: ServerEnvironment) -> ReloadSources? {
        guard config != "-" else { return nil }
        return ReloadSources {
            try start(environment).configuration(isRemarked: false)
        } describe: { error in
            let finding = (error as? ServerStart.Refused)?.report.diagnostics.first { $0.severity == .error }
            if let finding { return "\(place(of: finding)): \(finding.message) [\(finding.id)]" }
            return (reason(error) as? CommandFailure)?.message ?? "\(type(of: error))"
        }
    }

    /// What a link's peer is verified with; without it the server does not start, as the guide says.
    private func anchors(of link: LinkSettings, _ resolver: PasswordResolver) throws(CommandFailure) -> LinkAnchors {
        do throws(LinkTruststore.Obstacle) {
            let trust = try LinkTruststore(
                link,
                folder: config.lastIndex(of: "/").map { String(config[...$0]) } ?? "",
                passwords: { (password) throws(CommandFailure) in
                    do throws(ConfigError) { return try resolver.resolve(password) } catch {
                        throw CommandFailure(error, in: config)
                    }
                },
                environment: ProcessInfo.processInfo.environment
            )
            return LinkAnchors(trust.store?.anchors, remarks: trust.remarks + (trust.store?.remarks ?? []))
        } catch {
            throw CommandFailure(
                .configuration,
                "link '\(link.name.rawValue)': \(error.message)",
                hint: error.help.first ?? "see: girctl ca validate --config \(ShellWord.quoted(config))"
            )
        }
    }

    /// The CAs that Java ships, for the links that nobody named a truststore for; read anew only where they were not found.
    private static let java = LateTrust {
        (try? Truststore.java(ProcessInfo.processInfo.environment))?.anchors
    }

    private func keys(_ ids: [String]) throws(CommandFailure) -> EncryptionKeys {
        let environment = ProcessInfo.processInfo.environment
        let keys = try passphrase.map { source throws(CommandFailure) in
            try asked.keys { () throws(CommandFailure) in
                try source.read("Passphrase", isNew: false, environment: environment)
            }
        }
        guard !ids.isEmpty else { return EncryptionKeys(passphrase: keys) }
        let locator = KeyFileLocator(option: keyFile, environment: environment, isRoot: Terminal.isRoot)
        let path = try locator.locate(having: ids)
        let readers = locator.readers(of: path, allowingAnyone: allowsOtherReaders)
        return EncryptionKeys(try KeyFile.read(path, readers: readers), passphrase: keys)
    }

    /// The cluster that is the store; nil where a file is.
    ///
    /// - Parameter watched: whether it may be one that is not the store.
    func cluster(_ environment: ServerEnvironment, watched: Bool = false) throws -> ClusterPlan? {
        try start(environment).cluster(watched: watched)
    }

    /// Prints what `girctl config lint` prints of a refusal, and gives the two lines that end the program.
    func failure(_ error: any Error) -> any Error {
        if let refusal = error as? ServerStart.Refused { Self.report(refusal) }
        return reason(error)
    }

    /// Prints what `girctl config lint` prints.
    static func report(_ refusal: ServerStart.Refused) {
        var variables: [String: String] = [:]
        for name in ["NO_COLOR", "TERM"] { variables[name] = getenv(name).map { String(cString: $0) } }
        let isColoured = Terminal.isColoured(STDERR_FILENO, environment: variables)
        Terminal.say(DiagnosticRenderer.text(refusal.report, isColoured: isColoured))
    }

    /// What the library threw, as the failure of a command.
    private func reason(_ error: any Error) -> any Error {
        switch error {
        case let refusal as ServerStart.Refused: reason(refusal)
        case let error as ConfigError: CommandFailure(error, in: config)
        case let error as ServerError: CommandFailure(ExitStatus(error.code), error.reason, hint: error.hint)
        case let error as StoreError: CommandFailure(ExitStatus(error.code), error.reason, hint: error.hint)
        default: error
        }
    }

    private func place(of finding: Diagnostic) -> String {
        let start = finding.primary.span.start
        return "'\(finding.file):\(start.line):\(start.column)'"
    }

    func reason(_ refusal: ServerStart.Refused) -> CommandFailure {
        if let finding = refusal.ignored {
            return CommandFailure(
                .configuration,
                "\(place(of: finding)): what protects the server would be ignored: \(finding.message)",
                hint: finding.help.first ?? "see: girctl config lint --help"
            )
        }
        return CommandFailure(
            .configuration,
            "'\(config)' has errors, and the server does not start on them",
            hint: "mend them, then look again with: girctl config lint \(ShellWord.quoted(config))"
        )
    }
}

/// The keys of a passphrase that can be read once: a person is not asked again while the server runs.
private final class AskedOnce: Sendable {
    private let held = Mutex<PassphraseKeys?>(nil)

    func keys(_ read: () throws(CommandFailure) -> PassphraseKeys) throws(CommandFailure) -> PassphraseKeys {
        if let keys = held.withLock({ $0 }) { return keys }
        let keys = try read()
        held.withLock { $0 = keys }
        return keys
    }
}

extension ExitStatus {
    /// The status for a kind of failure in GIRServer.
    init(_ code: ServerError.Code) {
        self =
            switch code {
            case .addressInUse, .cannotWriteLog: .cannotCreate
            case .addressNotPermitted: .permission
            case .addressUnavailable, .certificateNotValidNow, .configuration, .noPrivateKey: .configuration
            case .data: .data
            case .internalFault: .software
            }
    }
}
