import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// Makes a self-signed certificate last longer: `girctl keystore renew`.
struct KeystoreRenew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Renew a self-signed certificate, keeping its key",
        discussion: """
            The entry gets a new certificate with the same key, alias, subject, names and usages for another period. A \
            certificate that would not last at least a day longer is left as it is, and with --within one that does not \
            expire so soon: the command can run every night.

            A certificate that an authority signed is renewed by the authority: 'girctl keystore certreq' asks for it.

            EXAMPLES
              $ girctl keystore renew selfsigned.jks --days 800 --password-file keystore.password
              $ girctl keystore renew selfsigned.jks --within 30d --password-file keystore.password

            EXIT STATUS
              0 renewed, or good for long enough; 3 with --check, it would be renewed; 64 usage, or no such alias; \
            65 wrong password, or the certificate is not self-signed; 66 no such file; 73, 74 or 77 cannot be written.
            """
    )

    @Argument(help: "The keystore.")
    var file: String

    @Option(help: "The entry; may be left out where there is only one private key.")
    var alias: String?

    @Option(
        name: .customLong("san"),
        help: ArgumentHelp(
            "A name for the certificate in the place of those that it has: dns:HOST or ip:ADDRESS; repeat for more.",
            valueName: "kind:name"
        )
    )
    var names: [String] = []

    @OptionGroup var validity: ValidityOptions

    @Option(help: ArgumentHelp("Renew only what expires so soon, as in 30d, 12h or 4w.", valueName: "time"))
    var within: TimeSpan?

    @Flag(help: "Renew also where the certificate would not last longer.")
    var force = false

    @OptionGroup var password: PasswordOptions<MainPassword>
    @OptionGroup var keyPassword: PasswordOptions<KeyPassword>
    @OptionGroup var check: CheckOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard within == nil || !force else { throw ValidationError("--within and --force contradict each other") }
    }

    func run() throws {
        let invocation = try Invocation()
        let period = try validity.read(invocation.now)
        let storePassword = try KeyStoreFile.askPassword(file, password, mustExist: true, invocation)
        let ownPassword = try keyPassword.read(invocation)
        let lock = try FileLock(file, mustExist: true)
        var keystore = try KeyStoreFile.open(file, password: storePassword)
        let entry = try keystore.store.chosenKey(alias, in: file)
        let old = try selfSigned(entry)
        var renewed = entry
        do throws(PKIError) {
            let template = try template(for: old, period)
            if isNeeded(old, template, invocation.now) {
                let key = try entry.opened(by: ownPassword)
                renewed = try entry.withChain([try template.selfSigned(by: key)])
            }
        } catch {
            throw CommandFailure(error, in: file)
        }
        let outcome = try keystore.update(check: check, invocation) { store throws(PKIError) in
            try store.set(renewed, replacing: true)
        }
        lock.release()
        let until = JSONReport.time(renewed.certificates.first?.notAfter ?? old.notAfter)
        try check.report(
            isChanged: outcome.isChanged,
            file: file,
            common,
            done: outcome.isChanged
                ? "'\(file)' has a new certificate for '\(entry.alias)', valid until \(until); whoever trusted the old one "
                    + "needs it: girctl keystore export \(ShellWord.quoted(file)) --alias \(ShellWord.quoted(entry.alias)) --cert"
                : "the certificate of '\(entry.alias)' in '\(file)' is valid until \(until); nothing was changed"
        )
    }

    private func selfSigned(_ entry: KeyStoreEntry) throws(CommandFailure) -> Certificate {
        if let certificate = entry.certificates.first, certificate.isSelfIssued, certificate.isSigned(by: certificate) {
            return certificate
        }
        let issuer = entry.certificates.first.map { " by '\($0.issuer)'" } ?? ""
        throw CommandFailure(
            .data,
            "the certificate of '\(entry.alias)' in '\(file)' was signed\(issuer), who alone can renew it",
            hint:
                "ask for it: girctl keystore certreq \(ShellWord.quoted(file)) --alias \(ShellWord.quoted(entry.alias)) --out request.csr"
        )
    }

    private func template(
        for old: Certificate,
        _ period: (notBefore: Date, notAfter: Date)
    ) throws(PKIError) -> CertificateTemplate {
        var template = CertificateTemplate.renewing(old, notBefore: period.notBefore, notAfter: period.notAfter)
        guard !names.isEmpty else { return template }
        let names = try names.map { name throws(PKIError) in try GeneralName(name) }
        template.extensions.removeAll { $0.oid == CertificateExtension.subjectAlternativeNamesOID }
        template.extensions.append(.subjectAlternativeNames(names))
        return template
    }

    private func isNeeded(_ old: Certificate, _ template: CertificateTemplate, _ now: Date) -> Bool {
        if force { return true }
        if let within, old.notAfter.timeIntervalSince(now) >= within.seconds { return false }
        let hasOtherNames = !names.isEmpty && GeneralName.all(in: template.extensions) != old.subjectAlternativeNames
        return hasOtherNames || template.notAfter.timeIntervalSince(old.notAfter) >= 86_400
    }
}
