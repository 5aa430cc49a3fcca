import GIRPKI

/// What can be told of a password by looking at it.
enum PasswordText {
    /// The passwords that the vendor's pages and the makers of its parts print, in lower case.
    static let wellKnown: Set<String> = [
        "admin", "cassandra", "changeit", "changeme", "genesys", "ops", "pa$$word", "password", "storepwd",
    ]

    /// Whether it is encrypted or obfuscated, or was meant to be.
    static func isMarked(_ text: String) -> Bool {
        CryptValue.isOne(text) || ObfuscatedPassword.isOne(text) || miscasedPrefix(of: text) != nil
    }

    /// The prefix that the text has in other letters than capitals.
    static func miscasedPrefix(of text: String) -> String? {
        [CryptValue.prefix, ObfuscatedPassword.prefix].first { prefix in
            let start = text.utf8.prefix(prefix.utf8.count)
            let isPrefix = start.elementsEqual(prefix.utf8) { $0 == $1 || $0 == $1 | 0x20 }
            return isPrefix && !start.elementsEqual(prefix.utf8)
        }
    }

    /// The password where it needs no key to be known: in clear text or obfuscated.
    static func plain(_ text: String) -> String? {
        if ObfuscatedPassword.isOne(text) { return try? ObfuscatedPassword.decode(Secret(text)).revealText() }
        return CryptValue.isOne(text) ? nil : text
    }

    /// Why an encrypted text cannot be decrypted with any key of girctl; nil where it may, and where it is not encrypted.
    static func failure(of text: String) -> ConfigError? {
        guard CryptValue.isOne(text) else { return nil }
        do throws(ConfigError) {
            _ = try CryptValue(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    /// Whether a text was encrypted by another program.
    static func isForeign(_ text: String) -> Bool {
        // What has the version of girctl's own form is not read to its end to know that.
        !text.utf8.starts(with: "CRYPT:v1.".utf8) && failure(of: text)?.code == .foreignValue
    }

    /// The option that names the user of a password.
    static func userOption(of path: String) -> String? {
        switch path {
        case "cassandraCluster.password": "cassandraCluster.userName"
        case "serverSettings.cmePassword": "serverSettings.cmeUserName"
        case "serverSettings.opsUserPassword": "serverSettings.opsUserName"
        case "serverSettings.webDAVPassword": "serverSettings.webDAVUserName"
        default: nil
        }
    }
}
