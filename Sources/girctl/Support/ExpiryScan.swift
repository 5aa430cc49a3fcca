import GIRCommandLine
import GIRPKI
import Glibc

/// The certificates in keystores, certificate files and folders.
struct ExpiryScan {
    /// A certificate and where it lies.
    struct Found {
        let file: String
        /// The alias of its entry; nil outside of keystores.
        let alias: String?
        let certificate: Certificate
    }

    /// A file whose certificates are not known.
    struct Unreadable: Encodable {
        let file: String
        let reason: String
    }

    private(set) var found: [Found] = []
    private(set) var unreadable: [Unreadable] = []
    /// Keystores that the password does not open, whose certificates were read without it.
    private(set) var unverified: [Unreadable] = []

    /// Reads all files.
    ///
    /// - Throws: status 66 or 77 for a path that was named and is not there.
    init(
        _ paths: [String],
        password options: PasswordOptions<MainPassword>,
        _ invocation: Invocation
    ) throws(CommandFailure) {
        let password = try options.read(invocation)
        for path in paths {
            let files = try InputPaths.below(path)
            // In a folder there may be anything; what was named must hold certificates.
            let isNamed = files == [path]
            for file in files { try read(file, isNamed: isNamed, password) }
        }
    }

    private mutating func read(_ file: String, isNamed: Bool, _ password: Secret?) throws(CommandFailure) {
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try InputFile.read(file, limit: KeyStore.sizeLimit)
        } catch {
            if isNamed { throw error }
            unreadable.append(Unreadable(file: file, reason: error.message))
            return
        }
        do throws(PKIError) {
            if KeyStoreFormat.detect(bytes) != nil {
                let store = try open(bytes, file, password)
                for entry in store.entries {
                    found += entry.certificates.map { Found(file: file, alias: entry.alias, certificate: $0) }
                }
            } else if isNamed || Self.looksLikeCertificates(bytes) {
                found += try Certificate.readAll(bytes).map { Found(file: file, alias: nil, certificate: $0) }
            }
        } catch {
            unreadable.append(Unreadable(file: file, reason: error.reason + (error.hint.map { "; \($0)" } ?? "")))
        }
    }

    private static func looksLikeCertificates(_ bytes: [UInt8]) -> Bool {
        Certificate.isInPEM(bytes) || (bytes.first == 0x30 && (try? Certificate.readAll(bytes)) != nil)
    }

    private mutating func open(_ bytes: [UInt8], _ file: String, _ password: Secret?) throws(PKIError) -> KeyStore {
        do throws(PKIError) {
            return try KeyStore(decoding: bytes, password: password)
        } catch {
            // One password for many files opens some of them; the certificates of the others expire no later for it.
            if password != nil, error.code == .integrityCheckFailed,
                let store = try? KeyStore(decoding: bytes, password: nil)
            {
                let reason = "its integrity was not checked: the password is wrong, or the keystore was changed"
                unverified.append(Unreadable(file: file, reason: reason))
                return store
            }
            guard error.code == .passwordRequired, password == nil, Terminal.isInteractive,
                let asked = try? PasswordPrompt.ask("password of '\(file)'", confirming: false, option: "--password")
            else { throw error }
            return try KeyStore(decoding: bytes, password: asked)
        }
    }
}
