import GIRPKI

/// Where the files of a cluster lie for those who use them.
public struct ClusterPaths: Sendable, Hashable {
    /// The member's keystore.
    public let keystore: String
    /// The truststore that all have.
    public let truststore: String
    /// The same in PEM.
    public let authorities: String
    /// The certificates of the member in PEM.
    public let chain: String
    /// The key of the member in PEM.
    public let key: String

    /// Takes the paths.
    public init(keystore: String, truststore: String, authorities: String, chain: String, key: String) {
        self.keystore = keystore
        self.truststore = truststore
        self.authorities = authorities
        self.chain = chain
        self.key = key
    }
}

/// The sections of cassandra.yaml that switch TLS on for a node.
public enum CassandraFragment {
    /// The text for a node.
    ///
    /// Cassandra reads the passwords as they stand.
    ///
    /// - Parameter comparesAddresses: whether nodes compare each other's addresses with the certificates; that works only
    ///   where each node's certificate has one.
    public static func text(
        _ settings: ClusterSettings,
        _ node: ClusterMember,
        comparesAddresses: Bool,
        paths: ClusterPaths,
        keystorePassword: String,
        truststorePassword: String
    ) -> String {
        let release = settings.release
        let stores = [
            ("keystore", paths.keystore), ("keystore_password", keystorePassword), ("truststore", paths.truststore),
            ("truststore_password", truststorePassword),
        ].map { "\($0): \(ScalarWriter.written($1, like: .plain))" }
        let tail =
            ["protocol: TLS"] + (release.listsProtocols ? ["accepted_protocols: [TLSv1.2, TLSv1.3]"] : []) + [
                "algorithm: SunX509", "store_type: \(settings.storeType.javaName)",
                "cipher_suites: [\(cipherSuites(settings).joined(separator: ", "))]",
            ]
        // The linter cannot tell 2.2 by its keys, and asks for what it does not have.
        let silence =
            release.verifiesNodeNames ? "" : " # girctl:ignore GIR611 -- 2.2 has no require_endpoint_verification"
        var server = ["internode_encryption: all\(silence)"]
        if release.hasOptionalInternode { server.append("optional: false") }
        if let option = release.legacyPortOption { server.append("\(option): false") }
        server += stores + ["require_client_auth: true"]
        if release.verifiesNodeNames {
            server.append("require_endpoint_verification: \(comparesAddresses)")
        }
        let client =
            ["enabled: true", "optional: false"] + stores
            + ["require_client_auth: \(settings.requiresClientCertificates)"]
        return """
            # TLS of the node '\(node.name)' for Cassandra \(release.rawValue), made by girctl cassandra-certs.
            # Put both sections in the place of those in conf/cassandra.yaml. Cassandra reads the passwords as they stand:
            # keep that file readable by its own user only.
            \(section("server_encryption_options", server + tail))
            \(section("client_encryption_options", client + tail))
            \(release.readsPEM ? pemAlternative(paths) : "")
            """
    }

    private static func section(_ name: String, _ lines: [String]) -> String {
        "\(name):\n\(lines.map { "  \($0)" }.joined(separator: "\n"))\n"
    }

    // Forward secrecy and authenticated encryption; the first two are TLS 1.3's. Releases that cannot list the versions
    // of TLS are kept from old ones by suites that those do not have.
    private static func cipherSuites(_ settings: ClusterSettings) -> [String] {
        let kind = settings.key.algorithm == "ec" ? "ECDSA" : "RSA"
        let modern = settings.release.listsProtocols ? ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"] : []
        return modern + [
            "TLS_ECDHE_\(kind)_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_\(kind)_WITH_AES_128_GCM_SHA256",
        ]
    }

    private static func pemAlternative(_ paths: ClusterPaths) -> String {
        """
        # With PEM files instead of keystores (4.1.4 or later), in both sections: leave the passwords and store_type out, write
        #   ssl_context_factory:
        #     class_name: org.apache.cassandra.security.PEMBasedSslContextFactory
        #   keystore: FILE          # made with: cat \(paths.key) \(paths.chain)
        #   truststore: \(paths.authorities)

        """
    }
}

extension ClusterMember {
    /// Whether others can find an IP address in its certificate, which is what Cassandra compares between nodes.
    public var hasIPAddress: Bool {
        addresses.contains { address in
            guard case .ip = address else { return false }
            return true
        }
    }
}
