import ArgumentParser

/// The commands on keystores.
struct Keystore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keystore",
        abstract: "Make, show and change JKS and PKCS#12 keystores",
        discussion: """
            A keystore is written as one step: it holds the old entries or the new ones, never fewer. The format is told \
            from the bytes of the file, not from its name.

            EXAMPLES
              $ girctl keystore genkey keystore.jks --alias jetty --san dns:rws.example.com --password-file keystore.password
              $ girctl keystore list keystore.jks --password-file keystore.password
            """,
        subcommands: [KeystoreGenkey.self, KeystoreList.self, KeystoreImport.self, KeystoreDelete.self]
    )
}

/// The commands on trust.
struct CertificateAuthority: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Say whether a certificate chain is trusted, and why",
        discussion: """
            EXAMPLES
              $ girctl ca validate --ca ca.pem --chain server.pem --host rws.example.com
            """,
        subcommands: [CaValidate.self]
    )
}

/// The commands on application.yaml.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check application.yaml",
        discussion: """
            EXAMPLES
              $ girctl config lint application.yaml
            """,
        subcommands: [ConfigLint.self]
    )
}
