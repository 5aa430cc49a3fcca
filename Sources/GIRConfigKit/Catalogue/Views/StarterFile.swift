/// Writes an application.yaml to begin with: what every installation sets, and the other documented options as comments.
public enum StarterFile {
    /// The file, with a line break at its end.
    public static func yaml(_ catalogue: OptionCatalogue = .standard) -> String {
        var writer = Writer(catalogue)
        writer.write(below: "", depth: 0)
        return ([header] + writer.lines).joined(separator: "\n") + "\n"
    }

    private static let header = """
        # application.yaml of Interaction Recording Web Services, to begin with.
        #
        # Lines that begin with '# ' explain, lines that begin with '#' alone are options with their default: take the '#'
        # away to set them. Ask what an option does with: girctl config explain OPTION
        #
        # From here to a running server:
        # 1. Put your addresses, names and paths in place of the examples. Where there is no Cassandra, put a '#' before
        #    all lines of cassandraCluster: girctl serve keeps its data in a folder.
        # 2. Put each password in place of its '${NAME}', and encrypt them:
        #    girctl keys init && girctl encrypt --in-place application.yaml --all
        #    The vendor's program fills '${NAME}' in from its environment; girctl serve does not.
        # 3. Make the keystore, or import yours: girctl keystore --help
        # 4. See what is left to do: girctl config lint --files application.yaml
        # 5. Start it: girctl serve --config application.yaml
        """

    /// What is set.
    ///
    /// Without these there is no secured installation, and no default would do.
    static let settings: [String: String] = [
        "cassandraCluster.keyspace": "sipfs",
        "cassandraCluster.nodes": "cassandra1.example.com,cassandra2.example.com",
        "cassandraCluster.password": "${GIR_CASSANDRA_PASSWORD}",
        "cassandraCluster.trustStore": "/etc/gir/cassandra-truststore.jks",
        "cassandraCluster.truststorePassword": "${GIR_CASSANDRA_TRUSTSTORE_PASSWORD}",
        "cassandraCluster.useSSL": "true",
        "cassandraCluster.userName": "rws",
        "jetty.cookies.httpOnly": "true",
        "jetty.cookies.secure": "true",
        "jetty.enableSsl": "true",
        "jetty.ssl.keyStorePassword": "${GIR_KEYSTORE_PASSWORD}",
        "jetty.ssl.keyStorePath": "/etc/gir/keystore.jks",
        "jetty.ssl.port": "9443",
        "onPremiseSettings.cmeHost": "configuration.example.com",
        "onPremiseSettings.cmePort": "2020",
        "onPremiseSettings.tlsEnabled": "true",
        "serverSettings.caCertificate": "/etc/gir/genesys-ca.pem",
        "serverSettings.cmePassword": "${GIR_CME_PASSWORD}",
        "serverSettings.cmeUserName": "rws-service",
        "serverSettings.crClusterName": "recordings",
        "serverSettings.cryptoSecurityKey": "${GIR_CRYPTO_SECURITY_KEY}",
        "serverSettings.externalApiUrlV2": "https://rws.example.com/api/v2",
        "serverSettings.internalApiUrlV2": "https://rws.example.com/internal-api",
        "serverSettings.opsUserName": "rws-operations",
        "serverSettings.opsUserPassword": "${GIR_OPS_PASSWORD}",
    ]

    private struct Writer {
        private(set) var lines: [String] = []
        private let members: [Substring: [ConfigurationOption]]

        init(_ catalogue: OptionCatalogue) {
            var members: [Substring: [ConfigurationOption]] = [:]
            var known: Set<String> = []
            for option in catalogue.options where Self.isShown(option) {
                for path in OptionPath.prefixes(of: option.path) where known.insert(path).inserted {
                    let section = ConfigurationOption(path, .section, option.knowledge, "The options of `\(path)`.")
                    let member = catalogue.option(at: path) ?? section
                    members[member.section, default: []].append(member)
                }
            }
            self.members = members
        }

        private static func isShown(_ option: ConfigurationOption) -> Bool {
            if StarterFile.settings[option.path] != nil { return true }
            return [.documented, .own].contains(option.confidence) && !option.isDeprecated && option.type != .section
                && !option.path.contains("[]")
        }

        // The catalogue bounds the depth.
        mutating func write(below section: String, depth: Int) {
            let indent = String(repeating: "  ", count: depth)
            for option in members[section[...], default: []] {
                let hasMembers = members[option.path[...]] != nil
                if depth == 0 { lines.append("") }
                lines.append("\(indent)# \(option.summary)")
                let value = StarterFile.settings[option.path]
                let isSet = value != nil || hasMembers && isSetBelow(option.path)
                let text = value ?? (hasMembers ? nil : option.isSecret ? nil : option.defaultValue?.text)
                lines.append("\(indent)\(isSet ? "" : "#")\(option.name):\(text.map { " \($0)" } ?? "")")
                if hasMembers { write(below: option.path, depth: depth + 1) }
            }
        }

        private func isSetBelow(_ section: String) -> Bool {
            StarterFile.settings.keys.contains { $0.hasPrefix("\(section).") }
        }
    }
}
