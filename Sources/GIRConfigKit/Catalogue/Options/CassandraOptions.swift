/// The options of the section `cassandraCluster`.
enum CassandraOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "cassandraCluster",
            .section,
            .documented(.security),
            "How the program reaches its Cassandra cluster."
        ),
        ConfigurationOption(
            "cassandraCluster.nodes",
            .commaList,
            .field,
            isMandatory: true,
            "The Cassandra nodes to contact first."
        ),
        ConfigurationOption(
            "cassandraCluster.backup_nodes",
            .commaList,
            .recollection,
            "Nodes in another data center to contact when the first ones fail."
        ),
        ConfigurationOption(
            "cassandraCluster.thrift_port",
            .port,
            .documented(.security),
            default: .documented("9160"),
            "The Thrift port of Cassandra, which exists up to version 3."
        ),
        ConfigurationOption(
            "cassandraCluster.jmx_port",
            .port,
            .documented(.security),
            default: .documented("7199"),
            "The JMX port of Cassandra."
        ),
        ConfigurationOption(
            "cassandraCluster.keyspace",
            .text,
            .documented(.cassandraAuthentication),
            default: .documented("sipfs"),
            "The keyspace of the program."
        ),
        ConfigurationOption(
            "cassandraCluster.replication_factor",
            .integerOrText,
            .field,
            default: .field("1"),
            "How many nodes hold each row; used when the schema is created."
        ),
        ConfigurationOption(
            "cassandraCluster.write_consistency_level",
            .enumeration(consistencyLevels),
            .documented(.multipleDataCenters),
            default: .sample("CL_LOCAL_QUORUM"),
            "How many replicas must confirm a write."
        ),
        ConfigurationOption(
            "cassandraCluster.read_consistency_level",
            .enumeration(consistencyLevels),
            .documented(.multipleDataCenters),
            default: .sample("CL_LOCAL_QUORUM"),
            "How many replicas must answer a read."
        ),
        ConfigurationOption(
            "cassandraCluster.max_conns_per_host",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("16"),
            "The most connections to one node."
        ),
        ConfigurationOption(
            "cassandraCluster.max_cons",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("48"),
            "The most connections to the cluster."
        ),
        ConfigurationOption(
            "cassandraCluster.max_pending_conns_per_host",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("80"),
            "The most connections to one node that are being opened."
        ),
        ConfigurationOption(
            "cassandraCluster.max_blocked_threads_per_host",
            .integer(1...javaMaximum, nil),
            .recollection,
            default: .recollection("160"),
            "The most threads that wait for a connection to one node."
        ),
        ConfigurationOption(
            "cassandraCluster.cassandraVersion",
            .text,
            .recollection,
            "The version of Cassandra that the program expects."
        ),
        ConfigurationOption(
            "cassandraCluster.useSSL",
            .boolean,
            .documented(.security),
            default: .documented("false"),
            "Whether connections to Cassandra use TLS."
        ),
        ConfigurationOption(
            "cassandraCluster.trustStore",
            .path,
            .documented(.security),
            "The truststore with the certificates of the nodes, or of their CA."
        ),
        ConfigurationOption(
            "cassandraCluster.truststorePassword",
            .text,
            .documented(.security),
            secrecy: .secret(crypt: .undocumented),
            "The store password of the truststore; its name has a lower-case `s`."
        ),
        ConfigurationOption(
            "cassandraCluster.userName",
            .text,
            .documented(.security),
            "The Cassandra role; the program connects anonymously when it is not set."
        ),
        ConfigurationOption(
            "cassandraCluster.password",
            .text,
            .documented(.security),
            secrecy: .secret(crypt: .documented),
            "The password of the Cassandra role."
        ),
    ]

    /// The names of the driver that the program uses, which are not those of CQL.
    private static let consistencyLevels = [
        "CL_ALL", "CL_ANY", "CL_EACH_QUORUM", "CL_LOCAL_ONE", "CL_LOCAL_QUORUM", "CL_ONE", "CL_QUORUM", "CL_THREE",
        "CL_TWO",
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
