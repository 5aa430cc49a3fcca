import ArgumentParser
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Puts keys and certificates into a keystore: `girctl keystore import`.
struct KeystoreImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put keys and certificates into a keystore",
        discussion: """
            With --cert and --key it makes a private-key entry, from which a server can serve; the key may also be in the \
            certificate's file, and the certificates in any order in one file or several: PEM, DER or P7B. With --cert \
            alone it attaches an authority's reply to the key that is already under the alias, and to no other. The \
            chain is put in order and completed with what the keystore has; what is missing is said.

            With --trusted it adds every certificate of a bundle as a trust anchor. With --from it takes over the \
            entries of another keystore; one of them, named with --alias, also under another name: --as. From the keystore \
            itself that renames an entry, once the old one is deleted.

            --replace changes a certificate or a key in one step. What is in the keystore already is left as it is.

            EXAMPLES
              $ girctl keystore import keystore.p12 --alias jetty --cert server.pem --key server.key --chain ca.pem --password-file keystore.password
              $ girctl keystore import keystore.jks --alias old --cert server.pem --key server.key --replace --password-file keystore.password
              $ girctl keystore import truststore.p12 --trusted ca.pem --password-file keystore.password
              $ girctl keystore import copy.jks --type jks --from keystore.p12 --source-password-file keystore.password --password-file keystore.password

              $ girctl keystore import keystore.jks --from keystore.jks --alias old --as new --source-password-file keystore.password --password-file keystore.password

            EXIT STATUS
              0 imported, or there already; 3 with --check, something would be imported; 64 usage, or the alias is taken; 65 wrong password, damaged input, or key and certificate do not \
            match; 66 no such file; 73, 74 or 77 the keystore cannot be written.
            """
    )

    @Argument(help: "The keystore to add to; made where there is none.")
    var file: String

    @Option(
        help:
            "The name of the entry: mykey by default, as with keytool; of a bundle, the beginning of the names; with --from, the only entry to take."
    )
    var alias: String?

    @Option(
        name: .customLong("cert"),
        help: ArgumentHelp(
            "The server's certificate: PEM, DER or P7B, with or without key and chain.",
            valueName: "file"
        )
    )
    var certificateFile: String?

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("The private key: PEM or DER, PKCS#1, PKCS#8 or SEC1, encrypted or not.", valueName: "file")
    )
    var keyFile: String?

    @Option(
        name: .customLong("chain"),
        help: ArgumentHelp("Certificates of the authorities above the server's; repeat for more.", valueName: "file")
    )
    var chainFiles: [String] = []

    @Option(
        name: .customLong("trusted"),
        help: ArgumentHelp(
            "A bundle of certificates to trust: PEM, DER, P7B, or a folder of them; repeat for more.",
            valueName: "file"
        )
    )
    var trustedFiles: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("Another keystore to take entries from.", valueName: "keystore")
    )
    var sourceFile: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("With --from and --alias: the name that the entry gets here.", valueName: "alias")
    )
    var newAlias: String?

    @Flag(help: "Replace an entry of the same name; a private key that goes is kept in a backup.")
    var replace = false

    @Option(help: ArgumentHelp("The format of a new keystore; pkcs12 by default.", valueName: "type"))
    var type: StoreType?

    @OptionGroup var profile: ProfileOption
    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var sourcePassword: PasswordOptions<SourcePassword>
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        let modes = [certificateFile != nil, !trustedFiles.isEmpty, sourceFile != nil].filter { $0 }.count
        guard modes == 1 else { throw ValidationError("give one of --cert, --trusted and --from") }
        guard certificateFile != nil || (keyFile == nil && chainFiles.isEmpty) else {
            throw ValidationError("--key and --chain go with --cert")
        }
        guard trustedFiles.isEmpty || !keyPassword.isGiven else {
            throw ValidationError("--key-password-… goes with --cert or --from")
        }
        guard newAlias == nil || (sourceFile != nil && alias != nil) else {
            throw ValidationError("--as goes with --from and --alias")
        }
        guard sourceFile != nil || !sourcePassword.isGiven else {
            throw ValidationError("--source-password-… goes with --from")
        }
    }

    func run() throws {
        let invocation = try Invocation()
        for alias in [alias, newAlias] { if let alias { try Alias.check(alias) } }
        let plan = try importPlan(invocation)
        let storePassword = try KeyStoreFile.askPassword(file, password, invocation)
        let lock = try FileLock(file)
        var keystore = try KeyStoreFile.openOrCreate(file, type: type, profile: profile, password: storePassword)
        let imported = try plan.entries(for: keystore.store, now: invocation.now)
        let entries = imported.entries.filter { !keystore.store.holds($0) }
        for entry in entries { try checkReplacement(of: entry, in: keystore.store) }
        let outcome = try keystore.update(check: check, invocation) { store throws(PKIError) in
            for entry in entries { try store.set(entry, replacing: true) }
        }
        lock.release()
        if outcome.isChanged, let remark = keystore.passwordRemark { common.remark(remark) }
        if outcome.isChanged, let remark = keystore.formatRemark { common.remark(remark) }
        for remark in imported.remarks { common.remark(remark) }
        try check.report(
            isChanged: outcome.isChanged,
            file: file,
            common,
            done: summary(outcome.isChanged ? entries : [], isProtectedAnew: keystore.hasNewProfile) + outcome.remark
        )
    }

    private func importPlan(_ invocation: Invocation) throws(CommandFailure) -> any ImportPlan {
        if !trustedFiles.isEmpty { return try TrustedBundle(files: trustedFiles, alias: alias) }
        let ownPassword = try keyPassword.read(invocation)
        if let sourceFile {
            let (source, remark) = try KeyStoreFile.read(sourceFile, password: sourcePassword, invocation)
            if let remark { common.remark(remark) }
            return try StoreEntries(
                source: source,
                file: sourceFile,
                alias: alias,
                newAlias: newAlias,
                keyPassword: ownPassword
            )
        }
        return try KeyAndChain(
            alias: alias ?? Alias.standard,
            certificateFile: certificateFile ?? "",
            keyFile: keyFile,
            chainFiles: chainFiles,
            keyPassword: ownPassword
        )
    }

    /// Refuses to replace another entry where that was not asked for; a reply only completes the one that is there.
    ///
    /// - Throws: status 64.
    private func checkReplacement(of entry: KeyStoreEntry, in store: KeyStore) throws(CommandFailure) {
        guard !replace, let old = store.entry(entry.alias) else { return }
        let isReply = certificateFile != nil && keyFile == nil && old.kind == .privateKey && entry.kind == .privateKey
        let isOfOneKey = (try? old.certificates.first?.publicKey) == (try? entry.certificates.first?.publicKey)
        guard isReply, isOfOneKey else {
            let difference =
                isOfOneKey && old.kind == .privateKey && entry.kind == .privateKey
                ? "with other certificates for the same key" : "another \(old.kind.rawValue)"
            throw CommandFailure(
                .usage,
                "'\(file)' already has an entry '\(old.alias)', \(difference)",
                hint: sourceFile == nil
                    ? "add --replace, or choose another alias"
                    : "add --replace, or give it another name here: --alias \(ShellWord.quoted(alias ?? entry.alias)) --as NAME"
            )
        }
    }

    private func summary(_ entries: [KeyStoreEntry], isProtectedAnew: Bool) -> String {
        let names =
            entries.prefix(10).map { "'\($0.alias)'" }.joined(separator: ", ") + (entries.count > 10 ? " …" : "")
        return switch (entries.count, entries.first?.kind) {
        case (0, _) where isProtectedAnew: "'\(file)' has all of it already; it is encrypted in the new way now"
        case (0, _): "'\(file)' has all of it already; nothing was changed"
        case (1, .privateKey?):
            "'\(file)' has the private key \(names) with a chain of \(entries[0].certificates.count)"
        case (1, _): "'\(file)' has 1 new entry: \(names)"
        case (let count, _): "'\(file)' has \(count) new entries: \(names)"
        }
    }
}
