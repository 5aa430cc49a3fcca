/// The failures that several keystore formats share, one function or property for each message.
extension PKIError {
    /// The only message for a wrong store password and for changed bytes: no format can tell them apart.
    static var tamperedKeyStore: PKIError {
        PKIError(.integrityCheckFailed, "keystore was tampered with, or password was incorrect")
    }

    static var storePasswordRequired: PKIError {
        PKIError(
            .passwordRequired,
            "the keystore is protected by a password",
            hint: "give its password with '--password-file'"
        )
    }

    static func keyPasswordRequired(_ alias: String) -> PKIError {
        PKIError(
            .passwordRequired,
            "the private key of '\(alias)' is encrypted",
            hint: "give its password with '--key-password-file'"
        )
    }

    static func wrongKeyPassword(_ alias: String) -> PKIError {
        PKIError(
            .wrongPassword,
            "the private key of '\(alias)' does not decrypt: another password protects it, or it is damaged",
            hint: "give the key's own password with '--key-password-file'"
        )
    }

    static func aliasNotFound(_ alias: String) -> PKIError {
        PKIError(
            .aliasNotFound,
            "there is no entry '\(alias)' in the keystore",
            hint: "'girctl keystore list' shows the aliases"
        )
    }

    static func aliasExists(_ alias: String) -> PKIError {
        PKIError(.aliasExists, "the keystore has an entry '\(alias)' already", hint: "replace it with '--replace'")
    }

    static var tooManyEntries: PKIError {
        PKIError(.limitExceeded, "the keystore has more than \(KeyStoreLimits.entries) entries")
    }

    static func chainTooLong(_ alias: String) -> PKIError {
        PKIError(
            .limitExceeded,
            "the chain of '\(alias)' has more than \(KeyStoreLimits.chain) certificates, "
                + "or all chains together more than \(KeyStoreLimits.certificates)"
        )
    }

    static func unknownAlgorithm(_ what: String, _ identifier: String) -> PKIError {
        PKIError(.unsupportedAlgorithm, "\(what) with algorithm '\(identifier)', which is not supported")
    }
}
