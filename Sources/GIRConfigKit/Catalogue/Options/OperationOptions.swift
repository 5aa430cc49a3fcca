/// The options of the section `girctl` about running the server; the vendor's program ignores the section.
enum OperationOptions {
    static let options: [ConfigurationOption] =
        [
            ConfigurationOption(
                "girctl.shutdownTimeout",
                .integer(1...3600, .seconds),
                .own,
                default: .documented("30"),
                "How long a stop waits for open requests before it ends them."
            ),
            ConfigurationOption(
                "girctl.connectionsPerAddress",
                .integer(0...1_000_000, nil),
                .own,
                default: .documented("1000"),
                "The most connections that one address, other than this machine's, has open at once; 0 is no limit."
            ),
            ConfigurationOption(
                "girctl.localMedia",
                .enumeration(["allowed", "refused"]),
                .own,
                "Whether settings may name WebDAV servers and their like at addresses that only this machine reaches: loopback, link-local and those where clouds tell a machine its secrets; without it they may where `jetty.host` is such an address."
            ),
            ConfigurationOption(
                "girctl.store",
                .enumeration(["cassandra", "file"]),
                .own,
                "What the server remembers things in: the keyspace of `cassandraCluster`, or a `file` in the data folder; without it the keyspace where `cassandraCluster.nodes` is set."
            ),
            ConfigurationOption(
                "girctl.cassandraPort",
                .port,
                .own,
                default: .documented("9042"),
                "The native port of the nodes in `cassandraCluster.nodes`, which takes the place of the Thrift port."
            ),
            ConfigurationOption(
                "girctl.cassandraDataCenter",
                .text,
                .own,
                "The data center whose nodes are asked; without it that of the first node that answers."
            ),
            ConfigurationOption(
                "girctl.cassandraKeyStore",
                .path,
                .own,
                "The keystore with the key and the certificate that the nodes are shown where they demand one of clients."
            ),
            ConfigurationOption(
                "girctl.cassandraKeyStorePassword",
                .text,
                .own,
                secrecy: .secret(crypt: .documented),
                "The store password of that keystore."
            ),
            ConfigurationOption(
                "girctl.management",
                .section,
                .own,
                "The listener for health and metrics: plain HTTP, for this machine."
            ),
            ConfigurationOption(
                "girctl.management.enabled",
                .boolean,
                .own,
                default: .documented("true"),
                "Whether the management listener is opened."
            ),
            ConfigurationOption(
                "girctl.management.host",
                .text,
                .own,
                default: .documented("127.0.0.1"),
                "The address of the management listener."
            ),
            ConfigurationOption(
                "girctl.management.port",
                .port,
                .own,
                default: .documented("8091"),
                "The port of the management listener."
            ),
            ConfigurationOption(
                "girctl.management.allowOtherMachines",
                .boolean,
                .own,
                default: .documented("false"),
                "Whether `girctl.management.host` may be an address that other machines reach."
            ),
            ConfigurationOption(
                "girctl.links",
                .section,
                .own,
                "Addresses of links that are not in this file otherwise, so that they are watched and checked."
            ),
        ]
        + OperationSettings.addressedLinks.map { name in
            ConfigurationOption(
                "girctl.links.\(name.rawValue)",
                .commaList,
                .own,
                "The address of the link `\(name.rawValue)` as `HOST:PORT`; several in the order in which they are tried."
            )
        }
}
