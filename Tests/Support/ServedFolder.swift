import GIRPKI

/// A folder with what `girctl serve` needs: a keystore, the CA that vouches for it in `ca.pem`, a free port and a configuration.
public struct ServedFolder: Sendable {
    /// Where all of it is.
    public let folder: TemporaryDirectory
    /// The port of the API on 127.0.0.1.
    public let port: Int
    private let isSecure: Bool

    /// The login of the admin whom ``addUsers()`` adds.
    public static let anna = "anna:a long password"
    /// The password of the keystore.
    public static let keystorePassword = "changeit"

    /// Prepares a folder.
    ///
    /// - Parameters:
    ///   - pki: who vouches for the key; nil where the test brings both files itself.
    ///   - isSecure: whether the API speaks TLS.
    ///   - port: nil for a free one.
    public init(_ pki: TestPKI?, isSecure: Bool = true, port: Int? = nil) throws {
        folder = try TemporaryDirectory()
        self.port = try port ?? FreePort.find()
        self.isSecure = isSecure
        guard let pki else { return }
        try folder.write(pki.root.certificate.pem, to: "ca.pem")
        guard isSecure else { return }
        let server = try pki.server()
        try folder.write(server.keyStore(password: Self.keystorePassword, created: pki.now), to: "keystore")
    }

    /// Writes application.yaml: the listener, and the sections that are given.
    public func configure(_ sections: String = "") throws {
        let plain = """
            jetty:
              host: 127.0.0.1
              port: \(port)
              enableSsl: false

            """
        let secure = """
            jetty:
              host: 127.0.0.1
              enableSsl: true
              ssl:
                port: \(port)
                keyStorePath: keystore
                keyStorePassword: \(Self.keystorePassword) # girctl:ignore GIR101 -- made for this test

            """
        try folder.write((isSecure ? secure : plain) + sections, to: "application.yaml")
    }

    /// Adds a contact center that takes recordings, with an admin.
    public func addUsers() async throws {
        try folder.write("a long password\n", to: "password.txt")
        for words in [
            ["contact-center", "add", "Sample", "--feature", "/api/api-supervisor-recording"],
            ["user", "add", "anna", "--role", "admin", "--password-file", "password.txt"],
        ] {
            try await Girctl.run(words + ["--data", "data"], in: folder).succeeded()
        }
    }

    /// The command that serves.
    public var command: Command {
        Girctl.command(["serve", "--config", "application.yaml", "--data", "data"], in: folder)
    }

    /// Serves for the length of a closure.
    public func serve(_ body: (RunningCommand) async throws -> Void) async throws -> CommandResult {
        try await CommandRunner.start(command, readyWhen: { $0.hasPrefix("listening on ") }, body: body)
    }

    /// The setting that makes a WebDAV server the storage of a contact center, as JSON.
    public static func storage(_ server: WebDAVServer) -> String {
        let credential =
            #"{"userName":"\#(WebDAVServer.user)","password":"\#(WebDAVServer.password)","storagePath":"\#(server.address)"}"#
        return #"{"name":"storage","value":[{"storageType":"webDAV","active":true,"credential":\#(credential)}]}"#
    }
}
