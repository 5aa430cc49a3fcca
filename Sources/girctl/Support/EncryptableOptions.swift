import GIRConfigKit

/// The options that `encrypt --all` encrypts.
enum EncryptableOptions {
    /// The paths of all of them: those that the vendor's documentation names, and ``undocumented``.
    static var paths: [String] {
        OptionCatalogue.standard.options.filter { $0.acceptsCrypt == .documented || isExtra($0) }.map(\.path)
    }

    /// Whether girctl's own server decrypts the option, while the vendor's guide does not say that its server does.
    static func isUndocumented(_ path: String) -> Bool {
        OptionCatalogue.standard.option(at: path)?.acceptsCrypt == .undocumented
    }

    /// What `girctl serve` opens itself: the passwords of its stores, and the key of the settings in the data store.
    private static func isExtra(_ option: ConfigurationOption) -> Bool {
        option.acceptsObfuscation
            || ["cassandraCluster.truststorePassword", "serverSettings.cryptoSecurityKey"].contains(option.path)
    }
}
