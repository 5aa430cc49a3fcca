import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// Makes a key with a self-signed certificate: `girctl keystore genkey`.
struct KeystoreGenkey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genkey",
        abstract: "Make a key with a self-signed certificate",
        discussion: """
            Makes the keystore where there is none; readable by its owner only. The certificate is version 3 with the \
            names that clients compare with the host they call. It is self-signed: fit for tests, or until an authority \
            has signed a certificate for the key.

            EXAMPLES
              $ girctl keystore genkey keystore.jks --alias jetty --san dns:localhost --san ip:127.0.0.1 --type jks --password-file keystore.password
              $ girctl keystore genkey ec.p12 --alias jetty --san dns:localhost --algorithm ec --password-file keystore.password --cert-out jetty.pem

            EXIT STATUS
              0 made; 64 usage, or the alias is taken; 65 wrong password; 73, 74 or 77 the keystore cannot be written.
            """
    )

    @Argument(help: "The keystore to make or to add to.")
    var file: String

    @Option(help: "The name of the new entry.")
    var alias: String

    @Option(
        name: .customLong("san"),
        help: ArgumentHelp("A name of the server: dns:HOST or ip:ADDRESS; repeat for more.", valueName: "kind:name")
    )
    var names: [String] = []

    @Option(
        help: ArgumentHelp(
            "The subject, as in 'CN=host, O=Company, C=US'; by default the first name.",
            valueName: "name"
        )
    )
    var dname: String?

    @Option(help: "The algorithm of the key; rsa by default.")
    var algorithm = Algorithm.rsa

    @Option(
        help: ArgumentHelp(
            "The size of the key in bits: 2048, 3072 or 4096 for rsa; 256, 384 or 521 for ec.",
            valueName: "bits"
        )
    )
    var size: Int?

    @Option(help: ArgumentHelp("How long the certificate is valid, in days.", valueName: "days"))
    var days = 397

    @Option(help: ArgumentHelp("The format of a new keystore; pkcs12 by default.", valueName: "type"))
    var type: StoreType?

    @Option(
        name: .customLong("cert-out"),
        help: ArgumentHelp("Also write the certificate in PEM to this file.", valueName: "file")
    )
    var certificateFile: String?

    @OptionGroup var profile: ProfileOption
    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var common: CommonOptions

    enum Algorithm: String, ExpressibleByArgument, CaseIterable {
        case ec
        case rsa
    }

    func run() throws {
        let invocation = try Invocation()
        try Alias.check(alias)
        if let certificateFile, ResolvedPath(certificateFile).text == ResolvedPath(file).text {
            throw CommandFailure(
                .usage,
                "--cert-out names the keystore itself, which the certificate would replace",
                hint: "name another file, such as '\(file).pem'"
            )
        }
        let specification = try keySpecification()
        let template = try certificateTemplate(invocation.now)
        let lock = try FileLock(file)
        var keystore = try KeyStoreFile.openOrCreate(
            file,
            type: type,
            profile: profile,
            password: password,
            invocation
        )
        if keystore.store.entry(alias) != nil {
            throw CommandFailure(
                .usage,
                "'\(file)' already has an entry '\(alias)'",
                hint: "choose another alias, or remove it first: girctl keystore delete '\(file)' --alias '\(alias)'"
            )
        }
        let ownPassword = try keyPassword.read(invocation)
        if let ownPassword, keystore.store.format == .pkcs12, ownPassword != keystore.password {
            throw CommandFailure(
                .usage,
                "a PKCS#12 keystore has one password: Java cannot open a key in it that has another",
                hint: "leave \(PasswordOptions<KeyPassword>.option)-… out, or use --type jks"
            )
        }
        let certificate: Certificate
        let entry: KeyStoreEntry
        do throws(PKIError) {
            let key = try PrivateKey.generate(specification)
            certificate = try template.selfSigned(by: key)
            entry = try .privateKey(
                alias: alias,
                key: key,
                chain: [certificate],
                keyPassword: ownPassword,
                created: invocation.now
            )
        } catch {
            throw CommandFailure(error)
        }
        // The certificate first: a file that cannot be written leaves the keystore as it was.
        if let certificateFile {
            try OutputFile.replace(certificateFile, with: Array(certificate.pem.utf8), mode: 0o644)
        }
        try keystore.update(losesKey: false, invocation) { store throws(PKIError) in
            try store.set(entry, replacing: false)
        }
        lock.release()
        common.remark(
            "'\(file)' has the new private key '\(alias)', valid until \(JSONReport.time(certificate.notAfter))"
        )
    }

    private func keySpecification() throws(CommandFailure) -> KeySpecification {
        switch algorithm {
        case .rsa:
            let bits = size ?? 2048
            guard (2048...16384).contains(bits), bits % 8 == 0 else {
                throw CommandFailure(
                    .usage,
                    "an RSA key of \(bits) bits is not made",
                    hint: "choose 2048, 3072 or 4096: Java and browsers refuse smaller keys"
                )
            }
            return .rsa(bits: bits)
        case .ec:
            let bits = size ?? 256
            guard let curve = KeySpecification.Curve.allCases.first(where: { $0.bits == bits }) else {
                throw CommandFailure(.usage, "there is no NIST curve of \(bits) bits", hint: "choose 256, 384 or 521")
            }
            return .ec(curve)
        }
    }

    private func certificateTemplate(_ now: Date) throws(CommandFailure) -> CertificateTemplate {
        guard !names.isEmpty else {
            throw CommandFailure(
                .usage,
                "the certificate has no name that a client could compare with the host it calls",
                hint: "add one for each way to call it: --san dns:HOST --san ip:ADDRESS"
            )
        }
        guard (1...36_500).contains(days) else {
            throw CommandFailure(.usage, "a validity of \(days) days is not possible", hint: "choose 1 to 36500")
        }
        do throws(PKIError) {
            let names = try names.map { name throws(PKIError) in try GeneralName(name) }
            let subject =
                if let dname { try DistinguishedName(dname) } else { try DistinguishedName(commonName: names) }
            return .endEntity(
                subject: subject,
                names: names,
                usages: [.serverAuth, .clientAuth],
                notBefore: now,
                notAfter: now.addingTimeInterval(Double(days) * 86_400)
            )
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension DistinguishedName {
    /// A name with the first of the alternative names as its common name, shortened to the 64 characters that fit.
    fileprivate init(commonName names: [GeneralName]) throws(PKIError) {
        let texts = names.compactMap { name in
            switch name {
            case .dns(let host): host
            case .ip(let bytes): IPAddress.text(bytes)
            default: nil
            }
        }
        let text = (texts.first { $0.count <= 64 }) ?? "girctl"
        try self.init("CN=\(text)")
    }
}
