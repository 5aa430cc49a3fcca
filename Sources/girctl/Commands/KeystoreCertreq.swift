import ArgumentParser
import GIRCommandLine
import GIRPKI

/// Asks an authority for a certificate: `girctl keystore certreq`.
struct KeystoreCertreq: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certreq",
        abstract: "Write a request for a certificate of a key",
        discussion: """
            Writes a certification request (PKCS#10) for the key of an entry: what an authority turns into a certificate. \
            Subject and alternative names are those of the certificate that the key has, unless others are given. When \
            the reply is there, 'girctl keystore import KEYSTORE --alias A --cert REPLY' attaches it to the key.

            EXAMPLES
              $ girctl keystore certreq keystore.jks --alias old --out server.csr --password-file keystore.password
              $ girctl keystore certreq keystore.jks --alias old --san dns:rws.example.com --san ip:10.0.0.1 --password-file keystore.password

            EXIT STATUS
              0 written, or there already; 3 with --check, the file would be written; 64 usage, or no such alias; \
            65 wrong password, or no private key; 66 no such file; 73, 74 or 77 cannot be written.
            """
    )

    @Argument(help: "The keystore.")
    var file: String

    @Option(help: "The entry; may be left out where there is only one private key.")
    var alias: String?

    @Option(
        name: [.short, .customLong("out")],
        help: ArgumentHelp("The file to write; standard output by default.", valueName: "file")
    )
    var output: String?

    @OptionGroup var subject: SubjectOptions
    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !check.isOn || output != nil else { throw ValidationError("--check goes with --out") }
    }

    func run() throws {
        let invocation = try Invocation()
        let asked = try subject.readExtensions()
        if let output, ResolvedPath(output).text == ResolvedPath(file).text {
            throw CommandFailure(
                .usage,
                "--out names the keystore itself, which would be lost",
                hint: "name another file, such as '\(file).csr'"
            )
        }
        let (store, remark) = try KeyStoreFile.read(file, password: password, invocation)
        if let remark { common.remark(remark) }
        let entry = try store.chosenKey(alias, in: file)
        let ownPassword = try keyPassword.read(invocation)
        let request: CertificateRequest
        do throws(PKIError) {
            let key = try entry.opened(by: ownPassword)
            request = try CertificateRequest(
                subject: subject(of: entry),
                extensions: extensions(asked, entry),
                key: key
            )
        } catch {
            throw CommandFailure(error, in: file)
        }
        guard let output else { return try Terminal.print(request.pem) }
        let old = try? CertificateRequest(InputFile.read(output, limit: PrivateKey.readingLimit))
        // Signatures of elliptic curves differ each time; what was asked for does not.
        let isThere = old?.information == request.information
        if !isThere, !check.isOn { try OutputFile.writeResult(output, Array(request.pem.utf8), mode: 0o644) }
        try check.report(
            isChanged: !isThere,
            file: output,
            common,
            done: isThere
                ? "'\(output)' has this request already; nothing was changed"
                : "'\(output)' has the request for '\(entry.alias)'; send it to the authority"
        )
    }

    private func subject(of entry: KeyStoreEntry) throws(PKIError) -> DistinguishedName {
        if let dname = subject.dname { return try DistinguishedName(dname) }
        guard let certificate = entry.certificates.first else { return try DistinguishedName("CN=\(entry.alias)") }
        return certificate.subject
    }

    /// What was asked for, and the names that the certificate has where no others were.
    private func extensions(_ asked: [CertificateExtension], _ entry: KeyStoreEntry) -> [CertificateExtension] {
        let oid = CertificateExtension.subjectAlternativeNamesOID
        guard !asked.contains(where: { $0.oid == oid }) else { return asked }
        return (entry.certificates.first?.extensions.filter { $0.oid == oid } ?? []) + asked
    }
}
