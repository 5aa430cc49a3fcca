import ArgumentParser

/// The commands on keystores.
struct Keystore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keystore",
        abstract: "Make, show and change JKS and PKCS#12 keystores",
        discussion: """
            A keystore is written as one step: it holds the old entries or the new ones, never fewer. The format is told \
            from the bytes of the file, not from its name. Aliases are compared without case, as Java does.

            Every command that writes takes --check, which changes nothing and ends with status 3 where a run would. Run \
            twice, a command changes nothing the second time.

            Whoever types keytool's words gets girctl's line printed.

            FROM KEYTOOL
              keytool -genkey -keyalg RSA -keystore ks -alias jetty -ext SAN=dns:H,ip:I
                girctl keystore genkey ks --alias jetty --san dns:H --san ip:I
              keytool -keystore ks -import -alias jetty -file jetty.crt -trustcacerts
                girctl keystore import ks --alias jetty --cert jetty.crt
              keytool -importcert -file ca_cert.pem -keystore ca_cert.jks
                girctl keystore import ca_cert.jks --trusted ca_cert.pem --type jks
              keytool -keystore ks -delete -alias jetty
                girctl keystore delete ks --alias jetty
              keytool -keystore ks -storepasswd
                girctl keystore passwd ks --update-config application.yaml
              keytool -exportcert -alias cassandra -file client.pem -keystore ks -rfc
                girctl keystore export ks --alias cassandra --out client.pem
              keytool -certreq -alias server -keystore ks -file server.csr
                girctl keystore certreq ks --alias server --out server.csr
              keytool -importkeystore -srckeystore a.jks -srcalias root -destkeystore b
                girctl keystore import b --from a.jks --alias root
              keytool -changealias -keystore ks -alias old -destalias new
                girctl keystore import ks --from ks --alias old --as new
              java -cp lib/jetty-http-xxx.jar:… org.mortbay.jetty.security.Password SECRET
                girctl encrypt --scheme obf
              keytool -list -v -keystore ks
                girctl keystore list ks

            The guide changes a certificate by -delete and -import, which loses the private key. In one step, with a backup: \
            girctl keystore import ks --alias jetty --cert jetty.crt --replace

            EXAMPLES
              $ girctl keystore genkey keystore.jks --alias jetty --san dns:rws.example.com --password-file keystore.password
              $ girctl keystore list keystore.jks --password-file keystore.password
            """,
        subcommands: [
            KeystoreGenkey.self, KeystoreList.self, KeystoreImport.self, KeystoreExport.self, KeystoreDelete.self,
            KeystorePasswd.self, KeystoreCertreq.self, KeystoreRenew.self, KeystoreConvert.self, KeystoreDiff.self,
            KeystoreExpiry.self,
        ]
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
        abstract: "Check, explain and begin application.yaml",
        discussion: """
            EXAMPLES
              $ girctl config lint application.yaml
              $ girctl config explain jetty.ssl.keyStorePassword
            """,
        subcommands: [
            ConfigLint.self, ConfigExplain.self, ConfigSchema.self, ConfigShow.self, ConfigInit.self,
        ]
    )
}
