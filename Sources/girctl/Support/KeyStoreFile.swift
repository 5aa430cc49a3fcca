import FoundationEssentials
import GIRCommandLine
import GIRPKI
import Glibc

/// A keystore and the file it lies in.
struct KeyStoreFile {
    let path: String
    let password: Secret
    private(set) var store: KeyStore

    /// Reads a keystore that stays as it is.
    ///
    /// A PKCS#12 file that is neither encrypted nor has an integrity check opens without a password, as in Java 18.
    static func read(
        _ path: String,
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> KeyStore {
        let bytes = try InputFile.read(path)
        if try options.source() == nil, KeyStoreFormat.detect(bytes) == .pkcs12,
            let store = try? KeyStore(decoding: bytes, password: nil)
        {
            return store
        }
        return try open(path, bytes, password: options, invocation).store
    }

    /// Opens an existing keystore to change it.
    static func open(
        _ path: String,
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> KeyStoreFile {
        try open(path, InputFile.read(path), password: options, invocation)
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
    /// - Parameter type: the format of a new keystore; an existing one must have it, where it is given.
    static func openOrCreate(
        _ path: String,
        type: StoreType?,
        password options: PasswordOptions<some PasswordRole>,
        _ invocation: Invocation
    ) throws(CommandFailure) -> KeyStoreFile {
        guard access(path, F_OK) == 0 else {
            let password = try options.resolve("new password for '\(path)'", confirming: true, invocation)
            return KeyStoreFile(path: path, password: password, store: KeyStore(format: (type ?? .pkcs12).format))
        }
        let file = try open(path, password: options, invocation)
        if let type, file.store.format != type.format {
            throw CommandFailure(
                .usage,
                "'\(path)' is a \(file.store.format.rawValue) keystore, not \(type.format.rawValue)",
                hint: "leave --type out, or name a new file"
            )
        }
        guard file.store.format.isWritable else {
            throw CommandFailure(
                .data,
                "'\(path)' is a \(file.store.format.rawValue) keystore, which girctl reads but does not write",
                hint: "import it into a new one: girctl keystore import NEW --from '\(path)'"
            )
        }
        return file
    }

    /// Applies a change and writes the file: whoever opens it sees all old entries or all new ones.
    mutating func update(_ change: (inout KeyStore) throws(PKIError) -> Void) throws(CommandFailure) {
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
        try OutputFile.replace(path, with: bytes)
    }

    /// Copies the file as it is to `<file>.<time>.bak`, readable by its owner only, before a private key is lost.
    func backUp(_ invocation: Invocation) throws(CommandFailure) -> String {
        let stamp = JSONReport.time(invocation.now).filter { $0 != "-" && $0 != ":" }
        var name = "\(path).\(stamp).bak"
        var number = 1
        while access(name, F_OK) == 0 {
            number += 1
            name = "\(path).\(stamp).\(number).bak"
        }
        try OutputFile.replace(name, with: try InputFile.read(path))
        return name
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

extension KeyStore {
    /// Whether both hold the same entries, as far as can be seen without the keys' own passwords.
    fileprivate func holdsTheSame(as other: KeyStore) -> Bool {
        guard entries.count == other.entries.count else { return false }
        return entries.allSatisfy { entry in
            guard let found = other.entry(entry.alias) else { return false }
            return found.kind == entry.kind && found.certificates == entry.certificates
        }
    }
}
