import GIRCommandLine
import Glibc

/// What `--ca` names: a file, or the certificates that the system or Java trusts.
enum TrustSource: Hashable {
    case file(String)
    case java
    case system

    init(_ argument: String) {
        self =
            switch argument {
            case "java": .java
            case "system": .system
            default: .file(argument)
            }
    }

    /// Reads the trust anchors.
    ///
    /// - Throws: status 66 where there is no file or no Java, 65 for a wrong password or a file without certificates.
    func open(
        password: PasswordOptions<TruststorePassword>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> Truststore {
        let path = try path(invocation)
        return try Truststore(path: path, kind: self) { () throws(CommandFailure) in
            try password.read(invocation)
        } asking: { () throws(CommandFailure) in
            try PasswordPrompt.ask(
                "password of '\(path)'",
                confirming: false,
                option: PasswordOptions<TruststorePassword>.option
            )
        }
    }

    /// The file that holds the certificates.
    ///
    /// - Throws: status 66 where Java or the system has none.
    func path(_ invocation: Invocation) throws(CommandFailure) -> String {
        switch self {
        case .file(let path): return path
        case .java:
            return try Self.existing(JavaTruststore.candidates(invocation.environment), of: "Java", "set JAVA_HOME")
        case .system:
            let chosen = invocation.environment["SSL_CERT_FILE"].map { [$0] }
            return try Self.existing(chosen ?? Self.bundles, of: "the system", "apt-get install ca-certificates")
        }
    }

    // Debian, Fedora and RHEL, SUSE, Alpine.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    private static func existing(_ paths: [String], of owner: String, _ hint: String) throws(CommandFailure) -> String {
        if let path = paths.first(where: { access($0, F_OK) == 0 }) { return path }
        let places = paths.map { "'\($0)'" }.joined(separator: ", ")
        throw CommandFailure(
            .inputMissing,
            "the trusted certificates of \(owner) are not found; looked for \(places)",
            hint: "\(hint), or name a file with --ca"
        )
    }
}
