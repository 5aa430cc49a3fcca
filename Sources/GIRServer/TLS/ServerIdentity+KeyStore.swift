public import FoundationEssentials
import GIRConfigKit
public import GIRPKI

extension ServerIdentity {
    /// The identity in a keystore: its first private key, with the chain beside it.
    ///
    /// - Parameters:
    ///   - bytes: the keystore, JKS, JCEKS or PKCS#12.
    ///   - path: what errors and log lines call it.
    ///   - keyPassword: the key's own password; nil is the store's.
    /// - Throws: `data` for a wrong password or a damaged store, `noPrivateKey`, `certificateNotValidNow`.
    public init(
        keystore bytes: [UInt8],
        path: String,
        password: Secret,
        keyPassword: Secret?,
        now: Date
    ) throws(ServerError) {
        let store: KeyStore
        do throws(PKIError) {
            store = try KeyStore(decoding: bytes, password: password)
        } catch {
            throw ServerError(opening: path, error, option: "jetty.ssl.keyStorePassword")
        }
        let keys = store.entries.filter { $0.kind == .privateKey }
        guard let entry = keys.first else {
            throw ServerError(
                .noPrivateKey,
                "'\(path)' has no private key that the server could answer with",
                hint: "put one in with: girctl keystore genkey \(ShellWord.quoted(path)) --alias jetty --san dns:HOST"
            )
        }
        let key: PrivateKey
        do throws(PKIError) {
            key = try entry.privateKey(keyPassword: keyPassword)
        } catch {
            throw ServerError(opening: "\(path)', entry '\(entry.alias)", error, option: "jetty.ssl.keyManagerPassword")
        }
        try self.init(alias: entry.alias, key: key, chain: entry.certificates, keystore: path, now: now)
        otherAliases = keys.dropFirst().map(\.alias)
    }
}

extension ServerError {
    /// Why a keystore or a key in it does not open with the password that the option gives.
    fileprivate init(opening subject: String, _ error: PKIError, option: String) {
        let isPassword = [.integrityCheckFailed, .passwordRequired, .wrongPassword].contains(error.code)
        self.init(.data, "'\(subject)': \(error.reason)", hint: isPassword ? "check '\(option)'" : error.remedy)
    }
}
