import FoundationEssentials
import GIRCommandLine
import GIRPKI
import Glibc

/// A keystore and the file it lies in.
struct KeyStoreFile {
    let path: String
    let password: Secret
    private(set) var store: KeyStore
    /// Whether the keystore is protected in another way than its file, so that it has to be written in any case.
    private(set) var hasNewProfile = false

    /// Reads a keystore that stays as it is.
    ///
    /// One that holds no private key and can be read without a password needs none: a PKCS#12 file without encryption
    /// and integrity check, and a JKS truststore, whose certificates are in clear text.
    ///
    /// - Returns: the keystore, and what to remark about it where its integrity was not checked.
    static func read(
        _ path: String,
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> (store: KeyStore, remark: String?) {
        let bytes = try InputFile.read(path, limit: KeyStore.sizeLimit)
        if try options.source() == nil, !Terminal.isInteractive,
            let store = try? KeyStore(decoding: bytes, password: nil),
            store.entries.allSatisfy({ $0.kind == .trustedCertificate })
        {
            return (store, "'\(path)' was read without a password: whether it was changed is not known")
        }
        return (try open(path, bytes, password: options, invocation).store, nil)
    }

    /// Opens an existing keystore to change it.
    static func open(
        _ path: String,
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> KeyStoreFile {
        let file = try open(path, InputFile.read(path, limit: KeyStore.sizeLimit), password: options, invocation)
        guard file.store.format.isWritable else {
            throw CommandFailure(
                .data,
                "'\(path)' is a \(file.store.format.rawValue) keystore, which girctl reads but does not write",
                hint: "import it into a new one: girctl keystore import NEW --from '\(path)'"
            )
        }
        return file
    }

    private static func open(
        _ path: String,
        _ bytes: [UInt8],
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> KeyStoreFile {
        guard KeyStoreFormat.detect(bytes) != nil else { throw notAKeystore(path, bytes) }
        let password = try options.resolve("password of '\(path)'", invocation)
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
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> KeyStoreFile {
        guard access(path, F_OK) == 0 else {
            let password = try options.resolve("new password for '\(path)'", confirming: true, invocation)
            var store = KeyStore(format: (type ?? .pkcs12).format)
            _ = try profile.apply(to: &store, in: path)
            return KeyStoreFile(path: path, password: password, store: store)
        }
        var file = try open(path, password: options, invocation)
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

    /// Applies a change and writes the file: whoever opens it sees all old entries or all new ones.
    ///
    /// - Parameter losesKey: whether a private key goes, so that the file as it was is kept beside it.
    /// - Returns: the path of the backup, where one was made.
    @discardableResult
    mutating func update(
        losesKey: Bool,
        _ invocation: Invocation,
        _ change: (inout KeyStore) throws(PKIError) -> Void
    ) throws(CommandFailure) -> String? {
        do throws(PKIError) {
            try change(&store)
        } catch {
            throw CommandFailure(error, in: path)
        }
        let bytes: [UInt8]
        do throws(PKIError) {
            bytes = try store.encoded(password: password)
            guard store.holdsTheSame(as: try KeyStore(decoding: bytes, password: password)) else {
                throw PKIError(
                    .cryptography,
                    "the encoded keystore does not hold what it should",
                    hint: "nothing was changed"
                )
            }
        } catch {
            throw CommandFailure(error, in: path)
        }
        let backup = losesKey ? try BackupFile.copy(path, invocation) : nil
        do throws(CommandFailure) {
            try OutputFile.replace(path, with: bytes)
        } catch {
            if let backup { BackupFile.remove(backup) }
            throw error
        }
        return backup
    }

    private static func decode(_ bytes: [UInt8], _ password: Secret, _ path: String) throws(CommandFailure) -> KeyStore
    {
        do throws(PKIError) {
            return try KeyStore(decoding: bytes, password: password)
        } catch {
            throw CommandFailure(error, in: path)
        }
    }

    private static func notAKeystore(_ path: String, _ bytes: [UInt8]) -> CommandFailure {
        let isPEM = bytes.starts(with: "-----BEGIN ".utf8)
        return CommandFailure(
            .data,
            "'\(path)' is not a keystore: its first bytes are neither JKS, JCEKS nor PKCS#12",
            hint: isPEM
                ? "it is PEM; put it into a keystore: girctl keystore import STORE --alias NAME --cert '\(path)' --key KEY"
                : bytes.isEmpty ? "the file is empty; remove it, and a new one is made" : "check the path"
        )
    }
}
