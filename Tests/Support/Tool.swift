import Glibc

/// A program that tests compare girctl with, or drive it with.
///
/// A test that needs one says `.enabled(if: Tool.keytool.found || Tool.required)`: at home it is skipped where the
/// program is missing, in CI it fails.
public struct Tool: Sendable {
    /// The name looked up in PATH.
    public let name: String
    /// The absolute path, or nil where PATH has no such program.
    public let path: String?

    /// Looks the program up once.
    public init(_ name: String) {
        self.name = name
        // Where Debian has servers, which are not on everybody's PATH.
        let folders: [Substring] =
            (EnvironmentVariable.value("PATH") ?? "/usr/bin:/bin").split(separator: ":") + ["/usr/sbin"]
        path = folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Whether it can be run here.
    public var found: Bool { path != nil }

    /// Whether missing programs fail the tests: the environment variable `CI` is set.
    public static let required = EnvironmentVariable.isSet("CI")

    /// The web server of the WebDAV storage that the guide names.
    public static let apache = Tool("apache2")
    /// The browser, for pages of other origins.
    public static let chromium = Tool("chromium")
    /// The HTTP client that verifies certificates as an administrator's does.
    public static let curl = Tool("curl")
    /// The load generator for HTTP/2.
    public static let h2load = Tool("h2load")
    /// The Java virtual machine, for TLS peers.
    public static let java = Tool("java")
    /// Java's keystore tool.
    public static let keytool = Tool("keytool")
    /// A web server that many sites have in front.
    public static let nginx = Tool("nginx")
    /// OpenLDAP's server.
    public static let slapd = Tool("slapd")
    /// OpenSSL's command line.
    public static let openssl = Tool("openssl")
    /// Python, for small peers and its `ssl` module.
    public static let python3 = Tool("python3")

    /// The command that runs it, to be changed further before it is run.
    public func command(_ arguments: [String], in folder: TemporaryDirectory? = nil) -> Command {
        var command = Command(path ?? name, arguments)
        command.workingDirectory = folder?.path
        return command
    }

    /// Runs it to the end.
    public func run(
        _ arguments: [String],
        in folder: TemporaryDirectory? = nil,
        input: [UInt8] = []
    ) async throws -> CommandResult {
        var command = command(arguments, in: folder)
        command.input = input
        return try await CommandRunner.run(command)
    }
}
