/// The options of the section `serverSettings` about Elasticsearch.
enum ElasticsearchOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.enableElasticSearchIndexing",
            .boolean,
            .field,
            default: .recollection("false"),
            "Whether recordings are indexed in Elasticsearch."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings",
            .section,
            .field,
            "How the program reaches Elasticsearch."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.clientNode",
            .boolean,
            .field,
            default: .recollection("true"),
            "Whether the program joins the Elasticsearch cluster as a node without data."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.indexPerContactCenter",
            .boolean,
            .field,
            default: .recollection("true"),
            "Whether each contact center has an index of its own."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.useTransportClient",
            .boolean,
            .field,
            default: .recollection("true"),
            "Whether the program talks to the nodes of `transportClient` in place of joining."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.enableScheduledIndexVerification",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether indexes are checked on a schedule."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.enableIndexVerificationAtStartUp",
            .boolean,
            .recollection,
            default: .recollection("true"),
            "Whether indexes are checked at start."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.retriesOnConflict",
            .integer(0...javaMaximum, nil),
            .recollection,
            default: .recollection("3"),
            "How many times a conflicting update is tried again."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.waitToIndexTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("5000"),
            "How long to wait for a document to be indexed."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.scanReadTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("60000"),
            "How long one step of a scan may take."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient",
            .section,
            .field,
            "The Elasticsearch nodes to talk to."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.nodes",
            .list,
            .field,
            "The nodes, each with its host and port."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.nodes[].host",
            .text,
            .field,
            "The host of an Elasticsearch node."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.nodes[].port",
            .port,
            .field,
            default: .sample("9300"),
            "The transport port of an Elasticsearch node."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.useSniff",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether more nodes are found by asking the first ones."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.ignoreClusterName",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether nodes of a cluster with another name are accepted."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.pingTimeout",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("5000"),
            "How long a node may take to answer a ping."
        ),
        ConfigurationOption(
            "serverSettings.elasticSearchSettings.transportClient.nodesSamplerInterval",
            .integer(0...javaMaximum, .milliseconds),
            .recollection,
            default: .recollection("5000"),
            "How often nodes are pinged."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
