import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Changes the password of a keystore and of the configuration that names it: `girctl keystore passwd`.
struct KeystorePasswd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd",
        abstract: "Change the password of a keystore",
        discussion: """
            Every entry that the old password protects is protected by the new one afterwards. A key that has a password \
            of its own (JKS) keeps it; 'girctl keystore convert FILE --type jks --key-password-…' gives it the keystore's.

            With --update-config the new password is also written into that file, at each option that belongs to the \
            keystore, such as jetty.ssl.keyStorePassword: both files are changed or neither. An OBF: value stays OBF:, a \
            CRYPT: value CRYPT:. Clear text becomes OBF: where Jetty reads the option and CRYPT: elsewhere.

            Run again with the same two passwords, it finishes what is left to do, or changes nothing.

            EXAMPLES
              $ girctl keystore passwd keystore.p12 --password-file keystore.password --new-password-file password.txt
              $ girctl keystore passwd keystore.jks --update-config application.yaml --password-file keystore.password --new-password-file password.txt

            EXIT STATUS
              0 changed, or changed already; 3 with --check, it would be changed; 64 usage, or the configuration does not \
            name the keystore; 65 wrong password or damaged keystore; 66 no such file or no key file; 73, 74 or 77 cannot \
            be written; 75 locked, try again.
            """
    )

    @Argument(help: "The keystore.")
    var file: String

    @Option(
        help: ArgumentHelp("Also write the new password into this application.yaml.", valueName: "application.yaml")
    )
    var updateConfig: String?

    @Option(
        help: ArgumentHelp(
            "The form in which it is written there: crypt or obf; by default the one that is there.",
            valueName: "scheme"
        )
    )
    var scheme: Encrypt.Scheme?

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var newPassword: PasswordOptions<NewPassword>
    @OptionGroup var keyFile: KeyFileOption
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard scheme == nil || updateConfig != nil else { throw ValidationError("--scheme goes with --update-config") }
    }

    func run() throws {
        let invocation = try Invocation()
        let old = try KeyStoreFile.askPassword(file, password, mustExist: true, invocation)
        let new = try newPassword.resolve("new password for '\(file)'", confirming: true, invocation)
        let lock = try FileLock(file, mustExist: true)
        let configLock = try updateConfig.map { path throws(CommandFailure) in try HeldLock(path) }
        let rewritten = try Rewritten(file, from: old, to: new)
        let update = try updateConfig.map { path throws(CommandFailure) in
            try ConfigPasswordUpdate(
                of: path,
                keystore: file,
                passwords: (old, new),
                scheme: scheme,
                keyRing: { () throws(CommandFailure) in try keyFile.read(invocation) }
            )
        }
        if !check.isOn { try write(rewritten, update) }
        lock.release()
        configLock?.release()

        let isChanged = rewritten.bytes != nil || update?.bytes != nil
        if isChanged { for remark in rewritten.remarks { common.remark(remark) } }
        if let format = rewritten.bytes.flatMap(KeyStoreFormat.detect),
            let remark = KeyStoreFile.remark(onNew: new, format)
        {
            common.remark(remark)
        }
        if !isChanged { return common.remark("'\(file)' has this password already; nothing was changed") }
        try check.report(isChanged: true, file: file, common, done: done(rewritten, update))
    }

    private func write(_ keystore: Rewritten, _ update: ConfigPasswordUpdate?) throws(CommandFailure) {
        switch (keystore.bytes, update?.bytes, updateConfig) {
        case (let bytes?, let config?, let path?): try OutputFile.replaceAll([(file, bytes), (path, config)])
        case (let bytes?, _, _): try OutputFile.replace(file, with: bytes)
        case (nil, let config?, let path?): try OutputFile.replace(path, with: config)
        default: break
        }
    }

    private func done(_ keystore: Rewritten, _ update: ConfigPasswordUpdate?) -> String {
        let options = update.map { $0.options.map { "'\($0)'" }.joined(separator: ", ") } ?? ""
        return switch (keystore.bytes != nil, options.isEmpty) {
        case (true, true): "'\(file)' has the new password"
        case (true, false): "'\(file)' has the new password, and '\(updateConfig ?? "")' at \(options)"
        case (false, _): "'\(updateConfig ?? "")' has the password of '\(file)' at \(options)"
        }
    }
}

/// A lock that can be held or not.
private final class HeldLock {
    private var lock: FileLock?

    init(_ path: String) throws(CommandFailure) { lock = try FileLock(path, mustExist: true) }

    func release() { lock = nil }
}

/// The keystore under its new password.
private struct Rewritten {
    /// The bytes to write, or nil where it has that password already.
    let bytes: [UInt8]?
    let remarks: [String]

    init(_ path: String, from old: Secret, to new: Secret) throws(CommandFailure) {
        let file: [UInt8] = try InputFile.read(path, limit: KeyStore.sizeLimit)
        let store: KeyStore
        do throws(PKIError) {
            store = try KeyStore(decoding: file, password: old)
        } catch {
            // A run that was interrupted may have come this far.
            guard error.code == .integrityCheckFailed, (try? KeyStore(decoding: file, password: new)) != nil else {
                throw CommandFailure(error, in: path)
            }
            (bytes, remarks) = (nil, [])
            return
        }
        try KeyStoreFile.checkWritable(store, path)
        bytes = old == new ? nil : try KeyStoreFile.bytes(of: store, password: new, path)
        remarks = store.entries.filter { $0.kind == .privateKey && (try? $0.privateKey(keyPassword: nil)) == nil }.map {
            "the key '\($0.alias)' has a password of its own, which stays"
        }
    }
}
