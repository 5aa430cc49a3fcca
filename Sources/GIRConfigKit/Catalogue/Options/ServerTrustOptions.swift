/// The options of the section `serverSettings` that say which peers are trusted.
enum ServerTrustOptions {
    static let options: [ConfigurationOption] = [
        ConfigurationOption(
            "serverSettings.caCertificate",
            .path,
            .documented(.security),
            "The one CA that signs the certificates of Configuration Server, SIP Server and Interaction "
                + "Server; PEM or JKS."
        ),
        ConfigurationOption(
            "serverSettings.jksPassword",
            .text,
            .documented(.security),
            secrecy: .secret(crypt: .documented),
            "The store password of `caCertificate` when it is a JKS."
        ),
        ConfigurationOption(
            "serverSettings.webDAVTrustedCA",
            .booleanOrPath,
            .documented(.security),
            default: .documented("true"),
            "How the WebDAV server's certificate is checked: true with Java's truststore, false not at all, "
                + "else with this PEM or JKS file."
        ),
        ConfigurationOption(
            "serverSettings.webDAVJksPassword",
            .text,
            .documented(.security),
            secrecy: .secret(crypt: .documented),
            "The store password of `webDAVTrustedCA` when it is a JKS."
        ),
        ConfigurationOption(
            "serverSettings.rcsTrustedCA",
            .booleanOrPath,
            .documented(.security),
            default: .documented("true"),
            "How the Recording Crypto Server's certificate is checked: true with Java's truststore, false "
                + "not at all, else with this PEM or JKS file."
        ),
        ConfigurationOption(
            "serverSettings.rcsJksPassword",
            .text,
            .documented(.security),
            secrecy: .secret(crypt: .documented),
            "The store password of `rcsTrustedCA` when it is a JKS."
        ),
        ConfigurationOption(
            "serverSettings.speechMinerTrustedCA",
            .booleanOrPath,
            .documented(.security),
            default: .documented("true"),
            "How the SpeechMiner Interaction Receiver's certificate is checked: true with Java's truststore, "
                + "false not at all, else with this PEM or JKS file."
        ),
        ConfigurationOption(
            "serverSettings.speechMinerJksPassword",
            .text,
            .documented(.security),
            secrecy: .secret(crypt: .documented),
            "The store password of `speechMinerTrustedCA` when it is a JKS."
        ),
    ]
}
