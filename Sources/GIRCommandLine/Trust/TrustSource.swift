import Glibc

/// What `--ca` names: a file, or the certificates that the system or Java trusts.
public enum TrustSource: Sendable, Hashable {
    /// A file.
    case file(String)
    /// What Java ships.
    case java
    /// What the system ships.
    case system

    /// Reads the argument of `--ca`.
    public init(_ argument: String) {
        self =
            switch argument {
            case "java": .java
            case "system": .system
            default: .file(argument)
            }
    }

    /// The file that holds the certificates.
    ///
    /// - Throws: status 66 where Java or the system has none.
    public func path(_ environment: [String: String]) throws(CommandFailure) -> String {
        switch self {
        case .file(let path): return path
        case .java:
            return try Self.existing(JavaTruststore.candidates(environment), of: "Java", "set JAVA_HOME")
        case .system:
            let chosen = environment["SSL_CERT_FILE"].map { [$0] }
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
