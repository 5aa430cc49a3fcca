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
    ///
    /// - Parameter keys: the ids of the keys that values need, as far as they are known; nil where a new key would do.
    func read(having keys: [String]? = nil, _ invocation: Invocation) throws(CommandFailure) -> EncryptionKeyRing {
        try read(locator(invocation).locate(having: keys), invocation)
    }

    /// The keys in this key file.
    func read(_ path: String, _ invocation: Invocation) throws(CommandFailure) -> EncryptionKeyRing {
        try KeyFile.read(
            path,
            readers: locator(invocation).readers(of: path, allowingAnyone: allowsOtherReaders)
        )
    }

    /// Makes a key file with one new key where it is looked for last, unless another run was faster.
    func make(_ invocation: Invocation) throws(CommandFailure) -> (path: String, key: EncryptionKey, isNew: Bool) {
        let locator = locator(invocation)
        let path = try locator.creationPath
        try KeyFile.makeFolder(of: path)
        // Two runs at once must not each make a key, of which one would be lost.
        let lock = try FileLock(path)
        if let path = locator.existing { return (path, try read(path, invocation).active, false) }
        let ring: EncryptionKeyRing
        do { ring = try EncryptionKeyRing.generate(created: invocation.now) } catch { throw CommandFailure(error) }
        try KeyFile.write(path, with: ring)
        _ = consume lock
        return (path, ring.active, true)
    }
}
