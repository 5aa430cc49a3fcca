/// The options of the section `serverSettings` about addresses, accounts and the node.
enum ServerOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings",
            .section,
            .documented(.security),
            "The program itself: addresses, accounts, recording, security."
        ),
        ConfigurationOption(
            "serverSettings.externalApiUrlV2",
            .url,
            .documented(.optionsReference),
            isMandatory: true,
            "The public address of the API, that of the load balancer; ends in `/api/v2`."
        ),
        ConfigurationOption(
            "serverSettings.internalApiUrlV2",
            .url,
            .documented(.optionsReference),
            isMandatory: true,
            "The address of the internal API; ends in `/internal-api`."
        ),
        ConfigurationOption(
            "serverSettings.undocumentedExternalApiUrl",
            .url,
            .documented(.features),
            "The address that call recording needs besides the public one."
        ),
        ConfigurationOption(
            "serverSettings.pathPrefix",
            .text,
            .recollection,
            "What is put before each relative path in answers."
        ),
        ConfigurationOption(
            "serverSettings.internalPathPrefix",
            .text,
            .recollection,
            "What is put before each relative path of internal resources."
        ),
        ConfigurationOption(
            "serverSettings.iwsDispositionCodeSync",
            .boolean,
            .documented(.optionsReference),
            default: .documented("true"),
            "Whether disposition codes are kept equal with the agents' desktop."
        ),
        ConfigurationOption(
            "serverSettings.temporaryAuthenticationTokenTTL",
            .integer(1...javaMaximum, .seconds),
            .documented(.optionsReference),
            default: .documented("300"),
            "How long a temporary authentication token is good."
        ),
        ConfigurationOption(
            "serverSettings.salesforceAuthenticationMode",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether sessions of Salesforce are accepted."
        ),
        ConfigurationOption(
            "serverSettings.enableOpenIDConnect",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether users may log in with OpenID Connect."
        ),
        ConfigurationOption(
            "serverSettings.opsUserName",
            .text,
            .documented(.features),
            default: .sample("ops"),
            isMandatory: true,
            "The name of the operations account."
        ),
        ConfigurationOption(
            "serverSettings.opsUserPassword",
            .text,
            .documented(.features),
            default: .sample("ops"),
            isMandatory: true,
            secrecy: .secret(crypt: .documented),
            "The password of the operations account."
        ),
        ConfigurationOption(
            "serverSettings.applicationName",
            .text,
            .field,
            default: .recollection("IRWS_Cluster"),
            isMandatory: true,
            "The application object that the program logs in as."
        ),
        ConfigurationOption(
            "serverSettings.applicationType",
            .text,
            .field,
            default: .documented("CFGGenericClient"),
            isMandatory: true,
            "The type of the application object."
        ),
        ConfigurationOption(
            "serverSettings.cmeUserName",
            .text,
            .field,
            default: .recollection("default"),
            isMandatory: true,
            "The user that the program logs in as at Configuration Server."
        ),
        ConfigurationOption(
            "serverSettings.cmePassword",
            .text,
            .documented(.cassandraAuthentication),
            default: .recollection("password"),
            isMandatory: true,
            secrecy: .secret(crypt: .documented),
            "The password of the user at Configuration Server."
        ),
        ConfigurationOption(
            "serverSettings.syncNode",
            .boolean,
            .documented(.optionsReference),
            default: .documented("false"),
            isMandatory: true,
            "Whether this node reads Configuration Server for the cluster; true on exactly one node."
        ),
        ConfigurationOption(
            "serverSettings.configServerDefaultEncoding",
            .text,
            .recollection,
            default: .recollection("windows-1252"),
            "The character encoding of Configuration Server."
        ),
        ConfigurationOption(
            "serverSettings.synchronizationSchedulingExpression",
            .cron,
            .recollection,
            "When the sync node reads Configuration Server again."
        ),
        ConfigurationOption(
            "serverSettings.nodePath",
            .text,
            .documented(.features),
            default: .recollection("/"),
            isMandatory: true,
            "The node's place in the cluster, `<path>/<node>`; no two nodes have the same."
        ),
        ConfigurationOption(
            "serverSettings.nodeId",
            .text,
            .recollection,
            isDeprecated: true,
            "The node's name in older versions."
        ),
        ConfigurationOption(
            "serverSettings.updateOnStartup.opsCredentials",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether the operations account in the file replaces the stored one at start."
        ),
        ConfigurationOption(
            "serverSettings.updateOnStartup.features",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether the features in the files replace the stored ones at start."
        ),
        ConfigurationOption(
            "serverSettings.updateOnStartup.statistics",
            .boolean,
            .recollection,
            default: .recollection("false"),
            "Whether the statistics in the files replace the stored ones at start."
        ),
    ]

    private static let javaMaximum = OptionType.javaMaximum
}
