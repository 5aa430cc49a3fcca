import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Puts keys and certificates into a keystore: `girctl keystore import`.
struct KeystoreImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put keys and certificates into a keystore",
        discussion: """
            With --cert and --key it makes a private-key entry, from which a server can serve; the key may also be in the \
            certificate's file, and the chain in any order in one file or two. With --cert alone it attaches a \
            certificate to the key that is already under the alias. With --trusted it adds every certificate of a \
            bundle as a trust anchor. With --from it takes over the entries of another keystore.

            EXAMPLES
              $ girctl keystore import keystore.p12 --alias jetty --cert server.pem --key server.key --chain ca.pem --password-file keystore.password
              $ girctl keystore import truststore.p12 --trusted ca.pem --password-file keystore.password
              $ girctl keystore import copy.jks --type jks --from keystore.p12 --source-password-file keystore.password --password-file keystore.password

            EXIT STATUS
              0 imported; 64 usage, or the alias is taken; 65 wrong password, damaged input, or key and certificate do not \
            match; 66 no such file; 73, 74 or 77 the keystore cannot be written.
            """
    )

    @Argument(help: "The keystore to add to; made where there is none.")
    var file: String

    @Option(help: "The name of the entry; of a bundle, the beginning of the names.")
    var alias: String?

    @Option(
        name: .customLong("cert"),
        help: ArgumentHelp("The server's certificate: PEM or DER, with or without key and chain.", valueName: "file")
    )
    var certificateFile: String?

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("The private key: PEM or DER, PKCS#1, PKCS#8 or SEC1.", valueName: "file")
    )
    var keyFile: String?

    @Option(
        name: .customLong("chain"),
        help: ArgumentHelp("Certificates of the authorities above the server's.", valueName: "file")
    )
    var chainFile: String?

    @Option(
        name: .customLong("trusted"),
        help: ArgumentHelp("A bundle of certificates to trust: PEM or DER.", valueName: "file")
    )
    var trustedFile: String?

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("Another keystore to take entries from.", valueName: "keystore")
    )
    var sourceFile: String?

    @Flag(help: "Replace an entry of the same name; a private key that goes is kept in a backup.")
    var replace = false

    @Option(help: ArgumentHelp("The format of a new keystore; pkcs12 by default.", valueName: "type"))
    var type: StoreType?

    @OptionGroup var profile: ProfileOption
    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var sourcePassword: PasswordOptions<SourcePassword>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        let modes = [certificateFile, trustedFile, sourceFile].compactMap { $0 }.count
        guard modes == 1 else { throw ValidationError("give one of --cert, --trusted and --from") }
        guard certificateFile != nil || (keyFile == nil && chainFile == nil) else {
            throw ValidationError("--key and --chain go with --cert")
        }
        guard trustedFile == nil || !keyPassword.isGiven else {
            throw ValidationError("--key-password-… goes with --cert or --from")
        }
        guard sourceFile != nil || !sourcePassword.isGiven else {
            throw ValidationError("--source-password-… goes with --from")
        }
        guard certificateFile == nil || alias != nil else { throw ValidationError("--cert needs --alias") }
    }

    func run() throws {
        let invocation = try Invocation()
        if let alias { try Alias.check(alias) }
        let plan = try importPlan(invocation)
        let lock = try FileLock(file)
        var keystore = try KeyStoreFile.openOrCreate(
            file,
            type: type,
            profile: profile,
            password: password,
            invocation
        )
        let entries = try plan.entries(for: keystore.store, now: invocation.now)
        let replaced = try entries.compactMap { entry throws(CommandFailure) in
            try replacement(of: entry, in: keystore)
        }
        var backup: String?
        if !entries.isEmpty || keystore.hasNewProfile {
            let losesKey = replaced.contains { $0.kind != .trustedCertificate }
            backup = try keystore.update(losesKey: losesKey, invocation) { store throws(PKIError) in
                for entry in entries { try store.set(entry, replacing: true) }
            }
        }
        lock.release()
        for remark in plan.remarks { common.remark(remark) }
        common.remark(summary(entries, backup, isProtectedAnew: keystore.hasNewProfile))
    }

    private func importPlan(_ invocation: Invocation) throws(CommandFailure) -> any ImportPlan {
        if let trustedFile { return try TrustedBundle(file: trustedFile, alias: alias) }
        let ownPassword = try keyPassword.read(invocation)
        if let sourceFile {
            let (source, remark) = try KeyStoreFile.read(sourceFile, password: sourcePassword, invocation)
            if let remark { common.remark(remark) }
            return try StoreEntries(
                source: source,
                file: sourceFile,
                alias: alias,
                keyPassword: ownPassword
            )
        }
        return try KeyAndChain(
            alias: alias ?? "",
            certificateFile: certificateFile ?? "",
            keyFile: keyFile,
            chainFile: chainFile,
            keyPassword: ownPassword
        )
    }

    /// The entry that would be replaced.
    ///
    /// - Throws: status 64 where that was not asked for.
    private func replacement(
        of entry: KeyStoreEntry,
        in keystore: KeyStoreFile
    ) throws(CommandFailure) -> KeyStoreEntry? {
        guard let old = keystore.store.entry(entry.alias) else { return nil }
        let isReply = certificateFile != nil && keyFile == nil && old.kind == .privateKey && entry.kind == .privateKey
        guard replace || isReply else {
            throw CommandFailure(
                .usage,
                "'\(file)' already has an entry '\(old.alias)', a \(old.kind.rawValue)",
                hint: "add --replace, or choose another alias"
            )
        }
        return old
    }

    private func summary(_ entries: [KeyStoreEntry], _ backup: String?, isProtectedAnew: Bool) -> String {
        let names =
            entries.prefix(10).map { "'\($0.alias)'" }.joined(separator: ", ") + (entries.count > 10 ? " …" : "")
        let kept = backup.map { "; the keystore as it was is in '\($0)'" } ?? ""
        return switch (entries.count, entries.first?.kind) {
        case (0, _) where isProtectedAnew: "'\(file)' has all of it already; it is encrypted in the new way now"
        case (0, _): "'\(file)' has all of it already; nothing was changed"
        case (1, .privateKey?):
            "'\(file)' has the private key \(names) with a chain of \(entries[0].certificates.count)\(kept)"
        case (1, _): "'\(file)' has 1 new entry: \(names)\(kept)"
        case (let count, _): "'\(file)' has \(count) new entries: \(names)\(kept)"
        }
    }
}
