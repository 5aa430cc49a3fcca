import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Makes a key with a self-signed certificate: `girctl keystore genkey`.
struct KeystoreGenkey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "genkey",
        abstract: "Make a key with a self-signed certificate",
        discussion: """
            Makes the keystore where there is none; readable by its owner only. The certificate is version 3 with the \
            names that clients compare with the host they call. It is self-signed: fit for tests, or until an authority \
            has signed a certificate for the key ('girctl keystore certreq').

            Where the alias already has such a key, with a certificate that is still valid, nothing is changed.

            EXAMPLES
              $ girctl keystore genkey keystore.jks --alias jetty --san dns:localhost --san ip:127.0.0.1 --type jks --password-file keystore.password
              $ girctl keystore genkey ec.p12 --alias jetty --san dns:localhost --algorithm ec --password-file keystore.password --cert-out jetty.pem
              $ girctl keystore genkey signer.p12 --alias signer --dname 'CN=Signer, O="Example, Inc."' --ext KU=digitalSignature --ext EKU=codeSigning --days 730 --password-file keystore.password

            EXIT STATUS
              0 made, or there already; 3 with --check, it would be made; 64 usage, or the alias is taken; 65 wrong password; 73, 74 or 77 the keystore cannot be written.
            """
    )

    @Argument(help: "The keystore to make or to add to.")
    var file: String

    @Option(help: "The name of the new entry; mykey by default, as with keytool.")
    var alias = Alias.standard

    @OptionGroup var subject: SubjectOptions

    @Option(help: "The algorithm of the key; rsa by default.")
    var algorithm = Algorithm.rsa

    @Option(
        help: ArgumentHelp(
            "The size of the key in bits: 2048, 3072 or 4096 for rsa; 256, 384 or 521 for ec.",
            valueName: "bits"
        )
    )
    var size: Int?

    @OptionGroup var validity: ValidityOptions

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
    @OptionGroup var check: CheckOption
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
        let storePassword = try KeyStoreFile.askPassword(file, password, invocation)
        let ownPassword = try keyPassword.readNew(invocation)
        let lock = try FileLock(file)
        var keystore = try KeyStoreFile.openOrCreate(file, type: type, profile: profile, password: storePassword)
        if let entry = keystore.store.entry(alias) {
            try keep(entry, template, specification, invocation)
            return lock.release()
        }
        if let ownPassword, keystore.store.format == .pkcs12, ownPassword != keystore.password {
            throw CommandFailure(
                .usage,
                "a PKCS#12 keystore has one password: Java cannot open a key in it that has another",
                hint: "leave \(PasswordOptions<KeyPassword>.option)-… out, or use --type jks"
            )
        }
        if check.isOn { return try check.report(isChanged: true, file: file, common, done: "") }
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
        try writeCertificate(certificate)
        try keystore.update(check: check, invocation) { store throws(PKIError) in
            try store.set(entry, replacing: false)
        }
        lock.release()
        if let remark = keystore.passwordRemark { common.remark(remark) }
        if let remark = keystore.formatRemark { common.remark(remark) }
        common.remark(
            "'\(file)' has the new private key '\(entry.alias)', valid until \(JSONReport.time(certificate.notAfter))"
        )
    }

    /// Leaves an entry that is what was asked for as it is.
    ///
    /// - Throws: status 64 where it is something else.
    private func keep(
        _ entry: KeyStoreEntry,
        _ template: CertificateTemplate,
        _ specification: KeySpecification,
        _ invocation: Invocation
    ) throws {
        guard let certificate = entry.certificates.first, entry.kind == .privateKey,
            certificate.isLike(template, specification), certificate.notAfter > invocation.now
        else {
            throw CommandFailure(
                .usage,
                "'\(file)' already has an entry '\(entry.alias)', and not the one that is asked for",
                hint:
                    "choose another alias, or remove it first: girctl keystore delete \(ShellWord.quoted(file)) --alias \(ShellWord.quoted(alias))"
            )
        }
        let isMissing = try certificateFile.map { path in
            try !OutputFile.holds(path, Array(certificate.pem.utf8))
        }
        if isMissing == true, !check.isOn { try writeCertificate(certificate) }
        try check.report(
            isChanged: isMissing == true,
            file: certificateFile ?? file,
            common,
            done: "'\(file)' has the private key '\(entry.alias)' already; "
                + (isMissing == true ? "its certificate was written" : "nothing was changed")
        )
    }

    private func writeCertificate(_ certificate: Certificate) throws(CommandFailure) {
        guard let certificateFile else { return }
        try OutputFile.writeResult(certificateFile, Array(certificate.pem.utf8), mode: 0o644)
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
        let extensions = try subject.readExtensions()
        let isServer = extensions.contains { $0.oid == CertificateExtension.subjectAlternativeNamesOID }
        guard isServer || !extensions.isEmpty && subject.dname != nil else {
            throw CommandFailure(
                .usage,
                "the certificate has no name that a client could compare with the host it calls",
                hint: "add one for each way to call it: --san dns:HOST --san ip:ADDRESS"
            )
        }
        let period = try validity.read(now)
        do throws(PKIError) {
            let name =
                if let dname = subject.dname { try DistinguishedName(dname) } else {
                    try DistinguishedName(commonName: GeneralName.all(in: extensions))
                }
            var template = CertificateTemplate.endEntity(
                subject: name,
                names: [],
                usages: isServer ? [.serverAuth, .clientAuth] : [],
                notBefore: period.notBefore,
                notAfter: period.notAfter
            )
            template.extensions = extensions
            return template
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension Certificate {
    /// Whether it says what the template does, for a key of that kind; the times are not looked at.
    fileprivate func isLike(_ template: CertificateTemplate, _ specification: KeySpecification) -> Bool {
        guard subject.der == template.subject.der, let key = try? publicKey.algorithm else { return false }
        let isKeyLike =
            switch specification {
            case .rsa(let bits): key.name == "RSA" && key.bits == bits
            case .ec(let curve): key.name == "EC" && key.bits == curve.bits
            case .ed25519: key.name == "Ed25519"
            }
        let own = extensions
        return isKeyLike && template.extensions.allSatisfy(own.contains)
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
