/// Rules about application.yaml and cassandra.yaml, checked together: GIR807 to GIR811.
enum CassandraLinkRules {
    static let rules = [plaintextToTLS, encryptedToPlaintext, missingClientCertificate, anonymousLogin, removedThrift]

    static let plaintextToTLS = Rule(
        id: "GIR807",
        name: "plaintext-to-tls",
        summary: "Cassandra wants TLS, and the program does not speak it.",
        severity: .error,
        rationale: "The node takes the first bytes for a damaged TLS record and closes the connection.",
        flagged: [
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: ⟦false⟧
            # file: cassandra.yaml
            client_encryption_options:
              enabled: true

            """
        ],
        accepted: [
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: true
            # file: cassandra.yaml
            client_encryption_options:
              enabled: true

            """,
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: false
            # file: cassandra.yaml
            client_encryption_options:
              enabled: true
              optional: true

            """,
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        checkTogether: { contexts, reporters in
            guard let node = server(in: contexts, where: { isEncrypted($0) && !isOptional($0) }) else { return }
            for (index, section) in programs(in: contexts) {
                let setting = contexts[index]["cassandraCluster.useSSL"]
                guard setting?.flag != true, setting?.isPlaceholder != true else { continue }
                var place = setting?.atValue ?? section.atKey
                place.path = "cassandraCluster.useSSL"
                reporters[index](
                    place,
                    "Cassandra takes connections with TLS only",
                    notes: ["'client_encryption_options.enabled' is true in '\(contexts[node].source.path)'"],
                    help: ["set 'useSSL: true' and 'trustStore' below 'cassandraCluster:'"]
                )
            }
        }
    )

    static let encryptedToPlaintext = Rule(
        id: "GIR808",
        name: "encrypted-to-plaintext",
        summary: "The program speaks TLS to Cassandra, which does not.",
        severity: .error,
        rationale: "The handshake is never answered. Restart the nodes with encryption on first, then the program.",
        flagged: [
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: ⟦true⟧
            # file: cassandra.yaml
            client_encryption_options:
              enabled: false

            """
        ],
        accepted: [
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: false
            # file: cassandra.yaml
            client_encryption_options:
              enabled: false

            """
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        checkTogether: { contexts, reporters in
            let isOff: (LintContext) -> Bool = {
                let setting = $0["client_encryption_options.enabled"]
                return setting.map { $0.flag == false || $0.isNull } ?? true
            }
            guard let node = server(in: contexts, where: isOff) else { return }
            for (index, _) in programs(in: contexts) {
                guard let setting = contexts[index]["cassandraCluster.useSSL"], setting.flag == true else { continue }
                reporters[index](
                    setting.atValue,
                    "Cassandra has no TLS for clients",
                    notes: ["'client_encryption_options.enabled' is not true in '\(contexts[node].source.path)'"],
                    help: ["set 'enabled: true' below 'client_encryption_options:' in cassandra.yaml"]
                )
            }
        }
    )

    static let missingClientCertificate = Rule(
        id: "GIR809",
        name: "missing-client-certificate",
        summary: "Cassandra demands a certificate, and application.yaml has no option for one.",
        severity: .warning,
        rationale: """
            `cassandraCluster` knows a truststore and no keystore: RWS can present a certificate only if Java's own \
            properties (`javax.net.ssl.keyStore`) give it one. `girctl serve` presents that of `girctl.cassandraKeyStore`.
            """,
        flagged: [
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: ⟦true⟧
            # file: cassandra.yaml
            client_encryption_options:
              enabled: true
              require_client_auth: true

            """
        ],
        accepted: [
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: true
            # file: cassandra.yaml
            client_encryption_options:
              enabled: true
              require_client_auth: false

            """,
            """
            # file: application.yaml
            cassandraCluster:
              useSSL: true
            girctl:
              cassandraKeyStore: client.p12
            # file: cassandra.yaml
            client_encryption_options:
              enabled: true
              require_client_auth: true

            """,
        ],
        references: [VendorPage.cassandraConfiguration.address],
        kinds: [.application, .cassandra],
        checkTogether: { contexts, reporters in
            let demands: (LintContext) -> Bool = {
                isEncrypted($0) && $0.isSet("client_encryption_options.require_client_auth", to: true)
            }
            guard let node = server(in: contexts, where: demands) else { return }
            for (index, _) in programs(in: contexts) {
                guard let setting = contexts[index]["cassandraCluster.useSSL"], setting.flag == true,
                    !contexts[index].hasValue("girctl.cassandraKeyStore")
                else { continue }
                reporters[index](
                    setting.atValue,
                    "Cassandra demands a certificate that no option here names",
                    notes: ["'require_client_auth' is true in '\(contexts[node].source.path)'"],
                    help: [
                        "give Java one with -Djavax.net.ssl.keyStore, and girctl serve with 'girctl.cassandraKeyStore'",
                        "or set 'require_client_auth: false'",
                    ]
                )
            }
        }
    )

    static let anonymousLogin = Rule(
        id: "GIR810",
        name: "anonymous-login",
        summary: "Cassandra asks for a password, and the program has none.",
        severity: .error,
        rationale: "Without `userName` and `password` the program connects anonymously, which the node refuses.",
        flagged: [
            """
            # file: application.yaml
            ⟦cassandraCluster⟧:
              nodes: 10.0.0.1
            # file: cassandra.yaml
            authenticator: PasswordAuthenticator

            """
        ],
        accepted: [
            """
            # file: application.yaml
            cassandraCluster:
              userName: rws
              password: CRYPT:a
            # file: cassandra.yaml
            authenticator: PasswordAuthenticator

            """,
            """
            # file: application.yaml
            cassandraCluster:
              nodes: 10.0.0.1
            # file: cassandra.yaml
            authenticator: AllowAllAuthenticator

            """,
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        checkTogether: { contexts, reporters in
            let asks: (LintContext) -> Bool = { $0["authenticator"]?.text?.hasSuffix("PasswordAuthenticator") ?? false }
            guard let node = server(in: contexts, where: asks) else { return }
            for (index, section) in programs(in: contexts) {
                let paths = ["cassandraCluster.userName", "cassandraCluster.password"]
                guard !paths.contains(where: contexts[index].hasValue) else { continue }
                var place = section.atKey
                place.path = paths[0]
                reporters[index](
                    place,
                    "Cassandra asks for a password, and none is set",
                    notes: ["'authenticator' is PasswordAuthenticator in '\(contexts[node].source.path)'"],
                    help: ["set 'userName' and 'password' below 'cassandraCluster:'"]
                )
            }
        }
    )

    static let removedThrift = Rule(
        id: "GIR811",
        name: "removed-thrift",
        summary: "A Thrift port is set for a Cassandra that has none.",
        severity: .warning,
        rationale: "The keys of cassandra.yaml show version 4.0 or later, which has no Thrift server.",
        flagged: [
            """
            # file: application.yaml
            cassandraCluster:
              ⟦thrift_port⟧: 9160
            # file: cassandra.yaml
            read_request_timeout: 5s
            client_encryption_options:
              enabled: true

            """
        ],
        accepted: [
            """
            # file: application.yaml
            cassandraCluster:
              thrift_port: 9160
            # file: cassandra.yaml
            start_rpc: true
            client_encryption_options:
              enabled: true

            """
        ],
        references: [VendorPage.security.address],
        kinds: [.application, .cassandra],
        checkTogether: { contexts, reporters in
            guard let node = server(in: contexts, where: { CassandraVersion.earliest(of: $0) != nil }),
                let version = CassandraVersion.earliest(of: contexts[node])?.version
            else { return }
            for (index, _) in programs(in: contexts) {
                guard let setting = contexts[index]["cassandraCluster.thrift_port"], !setting.isNull else { continue }
                reporters[index](
                    setting.atKey,
                    "the cluster's Cassandra has no Thrift port",
                    notes: ["'\(contexts[node].source.path)' is of \(version.rawValue) or later"],
                    help: ["remove it"]
                )
            }
        }
    )

    private static func isEncrypted(_ context: LintContext) -> Bool {
        CassandraServerRules.isEncrypted(CassandraServerRules.client, context)
    }

    private static func isOptional(_ context: LintContext) -> Bool {
        context["client_encryption_options.optional"].map { $0.flag != false } ?? false
    }

    /// The first cassandra.yaml of which something is true.
    private static func server(in contexts: [LintContext], where isIt: (LintContext) -> Bool) -> Int? {
        contexts.firstIndex { $0.kind == .cassandra && isIt($0) }
    }

    /// The sources with a connection to Cassandra.
    private static func programs(in contexts: [LintContext]) -> [(index: Int, section: Setting)] {
        contexts.indices.compactMap { index in
            guard contexts[index].kind == .application, let section = contexts[index]["cassandraCluster"],
                !section.value.pairs.isEmpty
            else { return nil }
            return (index, section)
        }
    }
}
