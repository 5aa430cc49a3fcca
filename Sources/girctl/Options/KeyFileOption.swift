import ArgumentParser
import GIRCommandLine
import GIRConfigKit

/// Where the keys for `CRYPT:` values are.
struct KeyFileOption: ParsableArguments {
    @Option(
        name: .customLong("key-file"),
        help: ArgumentHelp(
            "The file with the encryption keys; else GIRCTL_KEY_FILE, $CREDENTIALS_DIRECTORY/girctl.key, /etc/girctl/key for root or ~/.config/girctl/key.",
            valueName: "file"
        )
    )
    var path: String?

    @Flag(
        name: .customLong("insecure-key-permissions"),
        help: "Use the key file although others than its owner have access to it."
    )
    var allowsOtherReaders = false

    /// The places in which the key file is looked for.
    func locator(_ invocation: Invocation) -> KeyFileLocator {
        KeyFileLocator(option: path, environment: invocation.environment, isRoot: Terminal.isRoot)
    }

    /// The keys in the first key file that is found.
    func read(_ invocation: Invocation) throws(CommandFailure) -> EncryptionKeyRing {
        try read(locator(invocation).locate(), invocation)
    }

    /// The keys in this key file.
    func read(_ path: String, _ invocation: Invocation) throws(CommandFailure) -> EncryptionKeyRing {
        try KeyFile.read(
            path,
            readers: locator(invocation).readers(of: path, allowingAnyone: allowsOtherReaders)
        )
    }
}
