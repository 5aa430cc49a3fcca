import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import Glibc

/// `girctl serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the HTTPS API that application.yaml describes",
        discussion: """
            Checks application.yaml as 'girctl config lint' does and starts on none with an error. With jetty.enableSsl \
            it speaks TLS 1.2 and 1.3 on jetty.ssl.port, and nothing on jetty.port; without, plain HTTP on jetty.port. A \
            relative jetty.ssl.keyStorePath is looked for from the folder of application.yaml. It logs to standard error \
            and says on standard output where it listens; requests and logins go into files where jetty.requestLog.filename \
            or logging.path is set. What it remembers, such as users and sessions, is in the data folder, which it makes \
            where there is none; with cassandraCluster.nodes in the keyspace there, unless girctl.store is file. Health and metrics are on 127.0.0.1:8091 (girctl.management). SIGTERM and SIGINT end it \
            once open requests are answered, or girctl.shutdownTimeout is over; a second one ends it at once. SIGHUP reads the \
            keystore and passwords again. It takes sockets, credentials and the watchdog of systemd.

            EXAMPLES
              $ girctl serve --check --config application.yaml
              $ girctl serve --check --connect --config application.yaml
              $ girctl serve --config application.yaml --key-file girctl.key --data data

            EXIT STATUS
              0 ended by a signal, or fit to serve; 64 usage; 65 a keystore, password or store that does not open; 66 a file \
            is missing; 69 the cluster of the store cannot be reached; 73 the port is in use, or a log cannot be made; 74 the \
            store cannot be read; 77 the port or a file may not be opened, or the cluster lets the server not in; 78 the \
            configuration or the certificate keeps it from starting.
            """
    )

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "application.yaml"

    @Flag(name: .long, help: "Do everything but listen, and say whether the configuration is fit to serve.")
    var check = false

    @Flag(name: .long, help: "With --check: log in to the cluster of the store, and see whether it can be worked with.")
    var connect = false

    @OptionGroup var data: DataOption
    @OptionGroup var keys: KeyOptions
    @OptionGroup var common: CommonOptions

    /// The passphrase that systemd gives to the service, used where no other one is named.
    private static var credential: PassphraseSource? {
        guard let folder = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else {
            return nil
        }
        let path = "\(folder)/girctl.passphrase"
        return access(path, F_OK) == 0 ? .source(.file(path)) : nil
    }

    func validate() throws {
        guard check || !connect else { throw ValidationError("--connect belongs to --check") }
    }

    func run() throws {
        let invocation = try Invocation()
        // A key file that is named must be there, needed or not.
        if keys.keyFile.path != nil { _ = try keys.keyFile.locator(invocation).locate(having: []) }
        if common.noColor { setenv("NO_COLOR", "1", 1) }
        throw try ServerProgram.locate().replaceProcess(
            arguments: [
                connect ? "check-cluster" : check ? "check" : "serve",
                config,
                keys.keyFile.path ?? "",
                keys.keyFile.allowsOtherReaders ? "any-reader" : "owner",
                try (keys.passphraseSource() ?? Self.credential)?.argument ?? "",
                common.verbose ? "debug" : common.quiet ? "warning" : "info",
                try data.folder(invocation),
            ]
        )
    }
}
