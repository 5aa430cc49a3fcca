import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI
import Glibc

/// A keystore and the file it lies in.
struct KeyStoreFile {
    let path: String
    let password: Secret
    private(set) var store: KeyStore
    /// Whether the keystore is protected in another way than its file, so that it has to be written in any case.
    private(set) var hasNewProfile = false
    /// Whether there is no file yet.
    private(set) var isNew = false

    /// What there is to say about the password, where the keystore is new.
    var passwordRemark: String? { isNew ? Self.remark(onNew: password, store.format) : nil }
    /// What there is to say about the format of a new keystore, where its name promises another one.
    private(set) var formatRemark: String?

    /// Reads a keystore that stays as it is.
    ///
    /// One that holds no private key and can be read without a password needs none: a PKCS#12 file without encryption
    /// and integrity check, and a JKS truststore, whose certificates are in clear text.
    ///
    /// - Returns: the keystore, and what to remark about it where its integrity was not checked.
    static func read<Role>(
        _ path: String,
        password options: PasswordOptions<Role>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> (store: KeyStore, remark: String?) {
        try read(path, secret: options.read(invocation), option: PasswordOptions<Role>.option, invocation)
    }

    /// The same with a password that was read already, if one was given.
    ///
    /// - Parameter option: the beginning of the options for the password, such as `--password`.
    static func read(
        _ path: String,
        secret: Secret?,
        option: String,
        _ invocation: Invocation
    ) throws(CommandFailure) -> (store: KeyStore, remark: String?) {
        let bytes = try InputFile.read(path, limit: KeyStore.sizeLimit)
        try checkFormat(path, bytes)
        if let secret { return (try decode(bytes, secret, path), nil) }
        if !Terminal.isInteractive, let store = try? KeyStore(decoding: bytes, password: nil),
            store.entries.allSatisfy({ $0.kind == .trustedCertificate })
        {
            return (store, "'\(path)' was read without a password: whether it was changed is not known")
        }
        let asked = try PasswordPrompt.ask("password of '\(path)'", confirming: false, option: option)
        return (try decode(bytes, asked, path), nil)
    }

    /// The password that opens the keystore, or that a new one gets.
    ///
    /// It is asked for before the file is locked: whoever leaves the prompt open holds nobody off.
    static func askPassword(
        _ path: String,
        _ options: PasswordOptions<some PasswordRole>,
        mustExist: Bool = false,
        _ invocation: Invocation
    ) throws(CommandFailure) -> Secret {
        try OutputFile.checkTarget(path, mustExist: mustExist)
        guard mustExist || access(path, F_OK) == 0 else {
            return try options.resolve("new password for '\(path)'", confirming: true, invocation)
        }
        try checkFormat(path, InputFile.read(path, limit: KeyStore.sizeLimit))
        return try options.resolve("password of '\(path)'", invocation)
    }

    /// Opens an existing keystore to change it.
    static func open(_ path: String, password: Secret) throws(CommandFailure) -> KeyStoreFile {
        let file = try openAny(path, password: password)
        try checkWritable(file.store, path)
        return file
    }

    /// - Throws: status 65 where the keystore has a format that is not written, with what can be done instead.
    static func checkWritable(_ store: KeyStore, _ path: String) throws(CommandFailure) {
        guard !store.format.isWritable else { return }
        let secrets = store.entries.count { $0.kind == .secretKey }
        throw CommandFailure(
            .data,
            "'\(path)' is a \(store.format.rawValue) keystore, which girctl reads but does not write",
            hint: secrets == 0
                ? "write it in another format: girctl keystore convert \(ShellWord.quoted(path)) --type pkcs12"
                : secrets == store.entries.count
                    ? "it holds secret keys only; change it with keytool -keystore \(ShellWord.quoted(path))"
                    : StoreEntries.partialCopy(of: path)
        )
    }

    /// Opens an existing keystore, also one of a format that is not written.
    static func openAny(_ path: String, password: Secret) throws(CommandFailure) -> KeyStoreFile {
        let bytes = try InputFile.read(path, limit: KeyStore.sizeLimit)
        try checkFormat(path, bytes)
        return KeyStoreFile(path: path, password: password, store: try decode(bytes, password, path))
    }

    /// Opens the keystore, or starts an empty one where there is no file.
    ///
    /// - Parameters:
    ///   - type: the format of a new keystore; an existing one must have it, where it is given.
    ///   - profile: how it is to be protected when it is written.
    static func openOrCreate(
        _ path: String,
        type: StoreType?,
        profile: ProfileOption,
        password: Secret
    ) throws(CommandFailure) -> KeyStoreFile {
        guard access(path, F_OK) == 0 else {
            var store = KeyStore(format: (type ?? .pkcs12).format)
            _ = try profile.apply(to: &store, in: path)
            var file = KeyStoreFile(path: path, password: password, store: store, isNew: true)
            if type == nil, path.lowercased().hasSuffix(".jks") {
                file.formatRemark =
                    "'\(path)' is a PKCS#12 keystore, which Java reads under any name; --type jks makes JKS"
            }
            return file
        }
        var file = try open(path, password: password)
        if let type, file.store.format != type.format {
            throw CommandFailure(
                .usage,
                "'\(path)' is a \(file.store.format.rawValue) keystore, not \(type.format.rawValue)",
                hint: "leave --type out, or name a new file"
            )
        }
        file.hasNewProfile = try profile.apply(to: &file.store, in: path)
        return file
    }

    /// What came of a change.
    struct Outcome {
        /// Whether there was anything to change.
        let isChanged: Bool
        /// The path of the backup, where one was made.
        let backup: String?

        /// The backup in words, to follow what was done.
        var remark: String { backup.map { "; the keystore as it was is in '\($0)'" } ?? "" }
    }

    /// Applies a change and writes the file: whoever opens it sees all old entries or all new ones.
    ///
    /// Where all entries stay as they are, and protected as they are, nothing is written. Where a private key goes the
    /// file as it was is kept beside the new one.
    ///
    /// - Parameter check: whether the change is only tried.
    @discardableResult
    mutating func update(
        check: CheckOption,
        _ invocation: Invocation,
        _ change: (inout KeyStore) throws(PKIError) -> Void
    ) throws(CommandFailure) -> Outcome {
        let before = store
        do throws(PKIError) {
            try change(&store)
        } catch {
            throw CommandFailure(error, in: path)
        }
        guard hasNewProfile || !store.holdsTheSame(as: before) else { return Outcome(isChanged: false, backup: nil) }
        let bytes = try Self.bytes(of: store, password: password, path)
        guard !check.isOn else { return Outcome(isChanged: true, backup: nil) }
        let backup = before.losesKey(in: store) ? try BackupFile.copy(path, invocation) : nil
        do throws(CommandFailure) {
            try OutputFile.replace(path, with: bytes)
        } catch {
            if let backup { BackupFile.remove(backup) }
            throw error
        }
        return Outcome(isChanged: true, backup: backup)
    }

    /// The bytes of a keystore, read again and compared.
    static func bytes(of store: KeyStore, password: Secret, _ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(PKIError) {
            let bytes = try store.encoded(password: password)
            guard store.holdsTheSame(as: try KeyStore(decoding: bytes, password: password)) else {
                throw PKIError(
                    .cryptography,
                    "the encoded keystore does not hold what it should",
                    hint: "nothing was changed"
                )
            }
            return bytes
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    /// The shortest password that keytool takes for a new keystore.
    private static let keytoolMinimum = 6

    /// What there is to say about the password of a keystore that is being made or gets a new one, where there is.
    static func remark(onNew password: Secret, _ format: KeyStoreFormat) -> String? {
        // Java derives the keys of PKCS#12 from ASCII only (PBEKey of the JDK).
        if format == .pkcs12, password.withBytes({ $0.contains { !(0x20...0x7e).contains($0) } }) {
            let isASCII = password.withBytes { bytes in bytes.allSatisfy { $0 < 0x80 } }
            let what = isASCII ? "control characters, such as NUL or a tab" : "characters beyond ASCII"
            return
                "girctl: warning: the password has \(what): Java opens no PKCS#12 keystore with it; use "
                + "--type jks, or another password"
        }
        guard password.count < keytoolMinimum else { return nil }
        return
            "girctl: warning: the password has fewer than \(keytoolMinimum) characters: keytool opens such a keystore, "
            + "but sets no password that short"
    }

    private static func decode(_ bytes: [UInt8], _ password: Secret, _ path: String) throws(CommandFailure) -> KeyStore
    {
        do throws(PKIError) {
            return try KeyStore(decoding: bytes, password: password)
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    private static func checkFormat(_ path: String, _ bytes: [UInt8]) throws(CommandFailure) {
        guard KeyStoreFormat.detect(bytes) == nil else { return }
        let isPEM = bytes.starts(with: "-----BEGIN ".utf8)
        let file = ShellWord.quoted(path)
        throw CommandFailure(
            .data,
            "'\(path)' is not a keystore: its first bytes are neither JKS, JCEKS nor PKCS#12",
            hint: isPEM
                ? "it is PEM; put it into a keystore: girctl keystore import STORE --alias NAME --cert \(file) --key KEY"
                : bytes.isEmpty
                    ? "the file is empty; make one under a new name: girctl keystore genkey NEW --alias NAME --san dns:HOST"
                    : "check the path; see which kind of file it is with: file \(file)"
        )
    }
}

extension KeyStore {
    /// Whether a private or secret key of the store is not under its alias in another one any more.
    fileprivate func losesKey(in other: KeyStore) -> Bool {
        entries.contains { entry in
            guard entry.kind != .trustedCertificate else { return false }
            guard let new = other.entry(entry.alias), new.kind == entry.kind else { return true }
            let keys = [entry, new].map { try? $0.certificates.first?.publicKey }
            return entry.kind == .privateKey && keys[0] != keys[1]
        }
    }
}
