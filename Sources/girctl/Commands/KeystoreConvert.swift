import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Writes a keystore in another format: `girctl keystore convert`.
struct KeystoreConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a keystore in another format",
        discussion: """
            Every entry keeps its alias, key, chain and date. Without --out the file itself changes its format. A key that \
            has a password of its own is opened by --key-password-… and protected by the keystore's password from then \
            on, as servers expect it; also where the format stays. JCEKS keystores are read; secret keys are not converted.

            EXAMPLES
              $ girctl keystore convert keystore.jks --type pkcs12 --password-file keystore.password
              $ girctl keystore convert keystore.p12 --type pkcs12 --profile java8 --password-file keystore.password
              $ girctl keystore convert keystore.p12 --type jks --out copy.jks --password-file keystore.password

            EXIT STATUS
              0 converted, or in that format already; 3 with --check, it would be converted; 64 usage; 65 wrong password, \
            or an entry that the format cannot hold; 66 no such file; 73, 74 or 77 cannot be written.
            """
    )

    @Argument(help: "The keystore: JKS, JCEKS or PKCS#12.")
    var file: String

    @Option(help: ArgumentHelp("The format to write.", valueName: "type"))
    var type: StoreType

    @Option(
        name: [.short, .customLong("out")],
        help: ArgumentHelp("The file to write, in the place of the keystore itself.", valueName: "file")
    )
    var output: String?

    @OptionGroup var profile: ProfileOption
    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var newPassword: PasswordOptions<NewPassword>
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard output != nil || !newPassword.isGiven else {
            throw ValidationError("--new-password-… goes with --out; 'girctl keystore passwd' changes a password")
        }
    }

    func run() throws {
        let invocation = try Invocation()
        let target = output ?? file
        let storePassword = try KeyStoreFile.askPassword(file, password, mustExist: true, invocation)
        let lock = try FileLock(target, mustExist: output == nil)
        let source = try KeyStoreFile.openAny(file, password: storePassword)
        let secret = try newPassword.readNew(invocation) ?? source.password
        var (store, remarks) = try converted(source.store, invocation)
        _ = try profile.apply(to: &store, in: target)
        let isThere = try isThere(store, secret, target)
        if !isThere {
            let bytes = try KeyStoreFile.bytes(of: store, password: secret, target)
            if !check.isOn { try OutputFile.replace(target, with: bytes) }
        }
        lock.release()
        if !isThere {
            for remark in remarks { common.remark(remark) }
            if newPassword.isGiven, let remark = KeyStoreFile.remark(onNew: secret, store.format) {
                common.remark(remark)
            }
        }
        let count = store.entries.count == 1 ? "1 entry" : "\(store.entries.count) entries"
        try check.report(
            isChanged: !isThere,
            file: target,
            common,
            done: isThere
                ? "'\(target)' is that \(type.format.rawValue) keystore already; nothing was changed"
                : "'\(target)' is a \(type.format.rawValue) keystore with \(count)"
        )
    }

    /// The entries in the other format; a store that has it already stays as it is, secret keys included, but for the
    /// keys whose own password was given.
    private func converted(
        _ source: KeyStore,
        _ invocation: Invocation
    ) throws(CommandFailure) -> (store: KeyStore, remarks: [String]) {
        let ownPassword = try keyPassword.read(invocation)
        guard source.format != type.format else { return (try opened(source, by: ownPassword), []) }
        var store = KeyStore(format: type.format)
        let imported = try StoreEntries(
            source: source,
            file: file,
            alias: nil,
            keyPassword: ownPassword,
            isComplete: true
        ).entries(for: store, now: invocation.now)
        do throws(PKIError) {
            for entry in imported.entries { try store.set(entry, replacing: false) }
        } catch {
            throw CommandFailure(error, in: file)
        }
        return (store, imported.remarks)
    }

    /// The same store, with the keys that the password opens instead of the store's in need of protection.
    private func opened(_ source: KeyStore, by ownPassword: Secret?) throws(CommandFailure) -> KeyStore {
        guard let ownPassword else { return source }
        var store = source
        do throws(PKIError) {
            for entry in source.entries
            where entry.kind == .privateKey && (try? entry.privateKey(keyPassword: nil)) == nil {
                try store.set(entry.unsealed(keyPassword: ownPassword), replacing: true)
            }
        } catch {
            throw CommandFailure(error, in: file)
        }
        return store
    }

    /// Whether the file is there, with this password, format and these entries.
    ///
    /// - Throws: status 64 where it is another file, which would be lost.
    private func isThere(_ store: KeyStore, _ password: Secret, _ path: String) throws(CommandFailure) -> Bool {
        guard let bytes = try? InputFile.read(path, limit: KeyStore.sizeLimit) else { return false }
        let old = try? KeyStore(decoding: bytes, password: password)
        let isProtectedSo = profile.profile == nil || old?.profile == store.profile
        if let old, old.format == store.format, isProtectedSo, old.holdsTheSame(as: store) { return true }
        guard output == nil || ResolvedPath(path).text == ResolvedPath(file).text else {
            throw CommandFailure(
                .usage,
                "'\(path)' is there already, and is not this keystore",
                hint: "name a new file, or remove that one first"
            )
        }
        return false
    }
}
