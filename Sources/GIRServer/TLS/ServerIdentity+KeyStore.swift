public import FoundationEssentials
import GIRConfigKit
public import GIRPKI

extension ServerIdentity {
    /// The identity in a keystore: a private key with the chain beside it.
    ///
    /// - Parameters:
    ///   - bytes: the keystore, JKS, JCEKS or PKCS#12.
    ///   - path: what errors and log lines call it.
    ///   - keyPassword: the key's own password; nil is the store's.
    ///   - wanted: the alias of the key; nil for the first one, with the others beside it for clients that name a host.
    /// - Throws: `data` for a wrong password or a damaged store, `noPrivateKey`, `certificateNotValidNow`.
    public init(
        keystore bytes: [UInt8],
        path: String,
        password: Secret,
        keyPassword: Secret?,
        alias wanted: String? = nil,
        now: Date
    ) throws(ServerError) {
        let store: KeyStore
        do throws(PKIError) {
            store = try KeyStore(decoding: bytes, password: password)
        } catch {
            throw ServerError(opening: path, error, option: "jetty.ssl.keyStorePassword")
        }
        let keys = store.entries.filter { $0.kind == .privateKey }
        let named = wanted.flatMap { store.entry($0) }.flatMap { $0.kind == .privateKey ? $0 : nil }
        if let wanted, named == nil {
            throw ServerError(
                .noPrivateKey,
                "'\(path)' has no private key under '\(wanted)', the alias that 'jetty.ssl.certAlias' names",
                hint: "see what is there: girctl keystore list \(ShellWord.quoted(path))"
            )
        }
        guard let entry = named ?? keys.first else {
            throw ServerError(
                .noPrivateKey,
                "'\(path)' has no private key that the server could answer with",
                hint: "put one in with: girctl keystore genkey \(ShellWord.quoted(path)) --alias jetty --san dns:HOST"
            )
        }
        try self.init(entry, path: path, keyPassword: keyPassword, now: now)
        guard wanted == nil else { return }
        for other in keys.dropFirst() {
            do throws(ServerError) {
                others.append(try ServerIdentity(other, path: path, keyPassword: keyPassword, now: now))
            } catch {
                unusable.append(error)
            }
        }
    }

    private init(_ entry: KeyStoreEntry, path: String, keyPassword: Secret?, now: Date) throws(ServerError) {
        let key: PrivateKey
        do throws(PKIError) {
            key = try entry.privateKey(keyPassword: keyPassword)
        } catch {
            throw ServerError(opening: "\(path)', entry '\(entry.alias)", error, option: "jetty.ssl.keyManagerPassword")
        }
        try self.init(alias: entry.alias, key: key, chain: entry.certificates, keystore: path, now: now)
    }
}

extension ServerError {
    /// Why a keystore or a key in it does not open with the password that the option gives.
    fileprivate init(opening subject: String, _ error: PKIError, option: String) {
        let isPassword = [.integrityCheckFailed, .passwordRequired, .wrongPassword].contains(error.code)
        self.init(.data, "'\(subject)': \(error.reason)", hint: isPassword ? "check '\(option)'" : error.remedy)
    }
}
