import FoundationEssentials
import GIRPKI
import Glibc

/// A real apache2 with mod_dav over TLS and Basic authentication; its files are in a folder of the test.
public struct WebDAVServer: Sendable {
    /// The user at the server.
    public static let user = "recorder"
    /// The user's password.
    public static let password = "a pass:word"
    /// Whether the program is there.
    public static var isThere: Bool { Tool.apache.found && Tool.openssl.found }

    /// The port on 127.0.0.1.
    public let port: Int
    private let folder: TemporaryDirectory

    /// The address of the folder that may be written to.
    public var address: String { "https://localhost:\(port)/recordings" }

    /// Prepares a server that shows the identity.
    public init(_ identity: TestPKI.Identity, in folder: TemporaryDirectory) throws {
        self.folder = folder
        port = try FreePort.find()
        try folder.write(identity.chainPEM, to: "chain.pem")
        try folder.write(identity.key.pem().revealBytes(), to: "key.pem")
        // Where the tests are root's, the server works as nobody.
        for name in ["files/recordings", "state"] { _ = chmod(try folder.makeFolder(name), 0o777) }
        for path in [TemporaryDirectory.root, folder.path, folder.path("files")] { _ = chmod(path, 0o711) }
        let modules = [
            "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dav", "dav_fs", "ssl",
        ].map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so\n" }
        try folder.write(
            """
            ServerRoot \(folder.path)
            ServerName localhost
            PidFile \(folder.path)/pid
            Mutex file:\(folder.path)
            ErrorLog /dev/stderr
            LogLevel notice
            User nobody
            Group nogroup
            \(modules.joined())SSLSessionCache none
            DavLockDB \(folder.path)/state/locks
            DocumentRoot \(folder.path)/files
            Listen 127.0.0.1:\(port)
            <VirtualHost 127.0.0.1:\(port)>
            SSLEngine on
            SSLCertificateFile \(folder.path)/chain.pem
            SSLCertificateKeyFile \(folder.path)/key.pem
            </VirtualHost>
            <Directory \(folder.path)/files>
            Dav On
            AuthType Basic
            AuthName recordings
            AuthBasicProvider file
            AuthUserFile \(folder.path)/users
            Require valid-user
            </Directory>

            """,
            to: "dav.conf"
        )
    }

    /// What is stored under a name below the address; nil where there is nothing.
    public func stored(_ name: String) -> [UInt8]? { try? folder.bytes("files/recordings/\(name)") }

    /// A folder below the address, as a path of this machine.
    public func folder(_ name: String) -> String { folder.path("files/recordings/\(name)") }

    /// Stores a file as if another program had done it.
    public func store(_ bytes: [UInt8], as name: String) throws {
        try folder.write(bytes, to: "files/recordings/\(name)", mode: 0o644)
        var parent = name
        while let slash = parent.lastIndex(of: "/") {
            parent = String(parent[..<slash])
            _ = chmod(folder.path("files/recordings/\(parent)"), 0o777)
        }
    }

    /// Runs the server for the length of a closure.
    public func run(_ body: () async throws -> Void) async throws {
        let hash = try await Tool.openssl.run(["passwd", "-apr1", Self.password]).succeeded().stdout
        try folder.write("\(Self.user):\(hash)", to: "users", mode: 0o644)
        let command = Tool.apache.command(["-f", "\(folder.path)/dav.conf", "-DFOREGROUND"], in: folder)
        let isReady: @Sendable (String) -> Bool = { $0.contains("resuming normal operations") }
        _ = try await CommandRunner.start(command, readyWhen: isReady) { _ in try await body() }
    }
}
