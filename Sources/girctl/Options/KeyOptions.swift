import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Which keys decrypt and encrypt: those of a key file or those that a passphrase makes.
struct KeyOptions: ParsableArguments {
    @OptionGroup var keyFile: KeyFileOption

    @Flag(name: .customLong("passphrase"), help: "Use a key made of a passphrase, which is asked for.")
    var asksForPassphrase = false

    @OptionGroup var passphrase: PasswordOptions<Passphrase>

    /// The passphrase, where one is meant to be used.
    func passphraseSource() throws(CommandFailure) -> PassphraseSource? {
        let source = try passphrase.source()
        guard source == nil || !asksForPassphrase else {
            throw CommandFailure(
                .usage,
                "the passphrase has more than one source",
                hint: "give one of --passphrase, --passphrase-file, --passphrase-fd and --passphrase-env"
            )
        }
        return source.map(PassphraseSource.source) ?? (asksForPassphrase ? .prompt : nil)
    }

    /// The keys for new values: the passphrase's where one is given, else those of the key file.
    func forEncrypting(_ invocation: Invocation) throws(CommandFailure) -> EncryptionKeys {
        guard let source = try passphraseSource() else { return EncryptionKeys(try keyFile.read(invocation)) }
        return EncryptionKeys(
            passphrase: try source.read("Passphrase", isNew: true, environment: invocation.environment)
        )
    }

    /// The keys for values that exist.
    ///
    /// - Parameter ids: the keys of a key file that they need; nil where the file is read without a value that needs it.
    func forDecrypting(_ ids: [String]?, _ invocation: Invocation) throws(CommandFailure) -> EncryptionKeys {
        EncryptionKeys(
            ids == [] ? nil : try keyFile.read(having: ids, invocation),
            passphrase: try passphraseSource()?
                .read("Passphrase", isNew: false, environment: invocation.environment)
        )
    }
}

/// A passphrase from which keys are made.
enum Passphrase: PasswordRole {
    static let prefix = "passphrase"
    static let password = "the passphrase that makes the key"
}

/// The passphrase that takes the place of another key.
enum NewPassphrase: PasswordRole {
    static let prefix = "new-passphrase"
    static let password = "the passphrase that makes the new key"
}
