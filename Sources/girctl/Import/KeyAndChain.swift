import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// A private key with its certificate and chain, out of one file or several.
struct KeyAndChain: ImportPlan {
    private let alias: String
    private let certificateFile: String
    private let key: PrivateKey?
    private let certificates: [Certificate]

    init(
        alias: String,
        certificateFile: String,
        keyFile: String?,
        chainFiles: [String],
        keyPassword: Secret?
    ) throws(CommandFailure) {
        self.alias = alias
        self.certificateFile = certificateFile
        let certificateBytes = try InputFile.read(certificateFile)
        certificates =
            try CertificateFiles.certificates(in: certificateFile, certificateBytes) + CertificateFiles.read(chainFiles)
        if let keyFile {
            key = try Self.key(in: keyFile, InputFile.read(keyFile), keyPassword)
        } else if PrivateKey.isInPEM(certificateBytes) {
            key = try Self.key(in: certificateFile, certificateBytes, keyPassword)
        } else {
            key = nil
        }
    }

    func entries(for store: KeyStore, now: Date) throws(CommandFailure) -> ImportedEntries {
        do throws(PKIError) {
            let chain: CertificateChain
            let entry: KeyStoreEntry
            // Issuers that were not given may be in the keystore, as trust anchors or in the chain that was there.
            let known = store.entries.flatMap(\.certificates)
            if let key {
                chain = try CertificateChain(of: key.publicKey, from: certificates).completed(from: known)
                entry = try .privateKey(
                    alias: alias,
                    key: key,
                    chain: chain.certificates,
                    keyPassword: nil,
                    created: now
                )
            } else {
                let current = try currentKey(in: store)
                chain = try CertificateChain(of: current.key, from: certificates).completed(from: known)
                // The key stays protected as it is, by whatever password.
                entry = try current.entry.withChain(chain.certificates)
            }
            return ImportedEntries(entries: [entry], remarks: Self.remarks(on: chain, now))
        } catch {
            throw CommandFailure(error, in: certificateFile)
        }
    }

    /// The private key in the keystore that certificates without a key are for.
    private func currentKey(in store: KeyStore) throws(PKIError) -> (entry: KeyStoreEntry, key: PublicKey) {
        guard let entry = store.entry(alias), let current = entry.certificates.first, entry.kind == .privateKey else {
            throw PKIError(
                .wrongEntryKind,
                "there is no private key in it, and none under '\(alias)': a server could not serve from it",
                hint: "add --key FILE; to trust the certificate instead, use --trusted in place of --cert"
            )
        }
        return (entry, try current.publicKey)
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

    private static func remarks(on chain: CertificateChain, _ now: Date) -> [String] {
        var remarks = chain.unused.map { "not part of the chain and left out: '\($0.subject)'" }
        if let issuer = chain.missingIssuer {
            remarks.append(
                "the chain is not complete: the certificate of '\(issuer)' is missing; clients that do not have it cannot "
                    + "verify the server; add it with --chain"
            )
        }
        for certificate in chain.certificates where now < certificate.notBefore || certificate.notAfter < now {
            remarks.append(
                "girctl: warning: '\(certificate.subject)': \(CertificateReport.validity(certificate, now: now)); "
                    + "clients will not accept it"
            )
        }
        return remarks
    }
}
