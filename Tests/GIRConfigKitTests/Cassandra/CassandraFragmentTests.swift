import GIRPKI
import Testing

@testable import GIRConfigKit

@Suite struct `The lines for cassandra yaml` {
    private func document(
        _ release: CassandraRelease,
        _ change: (inout ClusterSettings) -> Void = { _ in }
    ) throws
        -> YAMLNode
    {
        var settings = ClusterSettings()
        settings.release = release
        change(&settings)
        let text = CassandraFragment.text(
            settings,
            try ClusterMember(node: "n1=10.0.0.1"),
            comparesAddresses: true,
            paths: ClusterPaths(keystore: "/k: #1", truststore: "/t", authorities: "/a", chain: "/c", key: "/p"),
            keystorePassword: "p'\": #x",
            truststorePassword: "true"
        )
        let stream = YAMLComposer.compose(SourceText(path: "cassandra.yaml", bytes: Array(text.utf8)))
        #expect(stream.failure == nil, "\(text)")
        return try #require(stream.documents.first?.root)
    }

    private func text(_ root: YAMLNode, _ path: String) -> String? { root[path]?.scalarText }

    @Test(arguments: CassandraRelease.allCases)
    func `make nodes show certificates to each other`(release: CassandraRelease) throws {
        let root = try document(release)
        #expect(text(root, "server_encryption_options.internode_encryption") == "all")
        #expect(root["server_encryption_options.require_client_auth"]?.value == .bool(true))
        #expect(root["client_encryption_options.enabled"]?.value == .bool(true))
        #expect(root["client_encryption_options.optional"]?.value == .bool(false))
        #expect(root["client_encryption_options.require_client_auth"]?.value == .bool(false))
    }

    @Test(arguments: CassandraRelease.allCases)
    func `keep paths and passwords as they are`(release: CassandraRelease) throws {
        let root = try document(release)
        for section in ["server_encryption_options", "client_encryption_options"] {
            #expect(text(root, "\(section).keystore") == "/k: #1")
            #expect(root["\(section).keystore_password"]?.value == .string("p'\": #x"))
            #expect(root["\(section).truststore_password"]?.value == .string("true"))
            #expect(text(root, "\(section).store_type") == "JKS")
        }
    }

    @Test func `have what each release knows, and nothing else`() throws {
        let server = "server_encryption_options"
        for (release, known, unknown) in [
            (.v2_2, [], ["require_endpoint_verification", "accepted_protocols", "optional"]),
            (.v3_11, ["require_endpoint_verification"], ["accepted_protocols", "optional"]),
            (
                .v4_0, ["accepted_protocols", "optional", "enable_legacy_ssl_storage_port"],
                ["legacy_ssl_storage_port_enabled"]
            ),
            (.v4_1, ["accepted_protocols", "legacy_ssl_storage_port_enabled"], ["enable_legacy_ssl_storage_port"]),
            (.v5_0, ["accepted_protocols", "legacy_ssl_storage_port_enabled"], ["enable_legacy_ssl_storage_port"]),
        ] as [(CassandraRelease, [String], [String])] {
            let root = try document(release)
            for option in known { #expect(root["\(server).\(option)"] != nil, "\(release) \(option)") }
            for option in unknown { #expect(root["\(server).\(option)"] == nil, "\(release) \(option)") }
        }
    }

    @Test(arguments: CassandraRelease.allCases)
    func `allow suites with forward secrecy for the kind of key`(release: CassandraRelease) throws {
        for (algorithm, kind) in [("rsa", "_RSA_"), ("ec", "_ECDSA_")] {
            let root = try document(release) { $0.key = .init(algorithm: algorithm, bits: 256) }
            let suites = try #require(root["client_encryption_options.cipher_suites"]).items.compactMap(\.scalarText)
            #expect(suites.count { $0.hasPrefix("TLS_ECDHE\(kind)WITH_AES_") && $0.contains("GCM") } == 2)
            #expect(suites.allSatisfy { $0.contains("GCM") })
        }
    }

    @Test func `follow the store type and the wish for client certificates`() throws {
        let root = try document(.v4_1) {
            $0.storeType = .pkcs12
            $0.requiresClientCertificates = true
        }
        #expect(text(root, "server_encryption_options.store_type") == "PKCS12")
        #expect(root["client_encryption_options.require_client_auth"]?.value == .bool(true))
    }

    @Test func `do not ask for addresses that no certificate has`() throws {
        let text = CassandraFragment.text(
            ClusterSettings(),
            try ClusterMember(node: "n1.example.com"),
            comparesAddresses: false,
            paths: ClusterPaths(keystore: "k", truststore: "t", authorities: "a", chain: "c", key: "p"),
            keystorePassword: "a",
            truststorePassword: "b"
        )
        #expect(text.contains("require_endpoint_verification: false"))
    }
}
