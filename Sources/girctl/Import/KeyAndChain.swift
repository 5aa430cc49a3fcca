import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// A private key with its certificate and chain, out of one file or several.
struct KeyAndChain: ImportPlan {
    private let alias: String
    private let certificateFile: String
    private let key: PrivateKey?
    private let certificates: [Certificate]
    let remarks: [String]

    init(
        alias: String,
        certificateFile: String,
        keyFile: String?,
        chainFile: String?,
        keyPassword: Secret?
    ) throws(CommandFailure) {
        self.alias = alias
        self.certificateFile = certificateFile
        let certificateBytes = try InputFile.read(certificateFile)
        certificates = try [(certificateFile, certificateBytes)].certificates() + Self.chain(chainFile)
        if let keyFile {
            key = try Self.key(in: keyFile, InputFile.read(keyFile), keyPassword)
        } else if PrivateKey.isInPEM(certificateBytes) {
            key = try Self.key(in: certificateFile, certificateBytes, keyPassword)
        } else {
            key = nil
        }
        guard let key else {
            remarks = []
            return
        }
        remarks = try Self.remarks(on: Self.chain(of: key, certificates, certificateFile))
    }

    func entries(for store: KeyStore, now: Date) throws(CommandFailure) -> [KeyStoreEntry] {
        do throws(PKIError) {
            return try [entry(for: store, now: now)]
        } catch {
            throw CommandFailure(error, in: certificateFile)
        }
    }

    private func entry(for store: KeyStore, now: Date) throws(PKIError) -> KeyStoreEntry {
        if let key {
            let chain = try CertificateChain(of: key.publicKey, from: certificates)
            return try .privateKey(alias: alias, key: key, chain: chain.certificates, keyPassword: nil, created: now)
        }
        guard let entry = store.entry(alias), let current = entry.certificates.first, entry.kind == .privateKey else {
            throw PKIError(
                .wrongEntryKind,
                "there is no private key in it, and none under '\(alias)': a server could not serve from it",
                hint: "add --key FILE; to trust the certificate instead, use --trusted in place of --cert"
            )
        }
        // The key stays protected as it is, by whatever password.
        return try entry.withChain(CertificateChain(of: current.publicKey, from: certificates).certificates)
    }

    private static func chain(_ file: String?) throws(CommandFailure) -> [Certificate] {
        guard let file else { return [] }
        return try [(file, InputFile.read(file))].certificates()
    }

    private static func key(in file: String, _ bytes: [UInt8], _ password: Secret?) throws(CommandFailure) -> PrivateKey
    {
        do throws(PKIError) {
            return try PrivateKey.read(bytes, password: password)
        } catch  where error.code == .passwordRequired {
            guard Terminal.isInteractive else {
                throw CommandFailure(
                    .usage,
                    "'\(file)': \(error.reason)",
                    hint: "give its password with --key-password-file FILE"
                )
            }
            let asked = try PasswordPrompt.ask(
                "password of '\(file)'",
                confirming: false,
                option: PasswordOptions<KeyPassword>.option
            )
            return try key(in: file, bytes, asked)
        } catch {
            throw CommandFailure(error, in: file)
        }
    }

    private static func chain(
        of key: PrivateKey,
        _ certificates: [Certificate],
        _ file: String
    ) throws(CommandFailure) -> CertificateChain {
        do throws(PKIError) {
            return try CertificateChain(of: key.publicKey, from: certificates)
        } catch {
            throw CommandFailure(error, in: file)
        }
    }

    private static func remarks(on chain: CertificateChain) -> [String] {
        var remarks = chain.unused.map { "not part of the chain and left out: '\($0.subject)'" }
        if let issuer = chain.missingIssuer {
            remarks.append(
                "the chain is not complete: the certificate of '\(issuer)' is missing; clients that do not have it cannot "
                    + "verify the server; add it with --chain"
            )
        }
        return remarks
    }
}

extension [(file: String, bytes: [UInt8])] {
    /// The certificates of the files, in their order.
    func certificates() throws(CommandFailure) -> [Certificate] {
        var all: [Certificate] = []
        for (file, bytes) in self {
            do throws(PKIError) {
                all += try Certificate.readAll(bytes)
            } catch {
                throw CommandFailure(error, in: file)
            }
        }
        return all
    }
}
