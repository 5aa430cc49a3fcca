import ArgumentParser
import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// What a certificate shall say of its subject.
struct SubjectOptions: ParsableArguments {
    @Option(
        name: .customLong("san"),
        help: ArgumentHelp("A name of the server: dns:HOST or ip:ADDRESS; repeat for more.", valueName: "kind:name")
    )
    var names: [String] = []

    @Option(
        name: .customLong("ext"),
        help: ArgumentHelp(
            "An extension as keytool's -ext takes it: SAN=…, KU=…, EKU=…, BC=… or OID=HEX, with :critical behind the name where it shall be; repeat for more.",
            valueName: "extension"
        )
    )
    var extensions: [String] = []

    @Option(
        help: ArgumentHelp(
            "The subject, as in 'CN=host, O=Company, C=US'; a comma in a value is written \\, or in quotes.",
            valueName: "name"
        )
    )
    var dname: String?

    /// The extensions that were asked for, the names of `--san` first; one of each kind.
    func readExtensions() throws(CommandFailure) -> [CertificateExtension] {
        do throws(PKIError) {
            let names = try readNames()
            var all: [CertificateExtension] = names.isEmpty ? [] : [.subjectAlternativeNames(names)]
            for text in extensions { all.append(try CertificateExtension(keytool: text)) }
            guard Set(all.map(\.oid)).count == all.count else {
                throw PKIError(
                    .invalidParameter,
                    "one extension is given twice",
                    hint: "put all values into one --ext, and names either there or into --san"
                )
            }
            return all
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The names of `--san`.
    func readNames() throws(PKIError) -> [GeneralName] {
        try names.map { name throws(PKIError) in try GeneralName(name) }
    }
}

/// How long a certificate is valid.
struct ValidityOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long the certificate is valid, in days.", valueName: "days"))
    var days = 397

    @Option(
        // -1d is a time here and no option.
        parsing: .unconditional,
        help: ArgumentHelp(
            "When it begins to be valid, as with keytool: -1d, +2y3m, '2026/01/31 12:00:00', or 2026-01-31T12:00:00Z; times are in UTC. Now by default.",
            valueName: "time"
        )
    )
    var startDate: String?

    /// The first and the last moment.
    ///
    /// - Throws: status 64 for what is no number of days or no time.
    func read(_ now: Date) throws(CommandFailure) -> (notBefore: Date, notAfter: Date) {
        guard (1...36_500).contains(days) else {
            throw CommandFailure(.usage, "a validity of \(days) days is not possible", hint: "choose 1 to 36500")
        }
        var start = now
        if let startDate {
            guard let date = KeytoolDate.read(startDate, from: now) else {
                throw CommandFailure(
                    .usage,
                    "'\(startDate)' is not a time",
                    hint: "write -1d, +2y3m, '2026/01/31 12:00:00' or 2026-01-31T12:00:00Z"
                )
            }
            start = date
        }
        return (start, start.addingTimeInterval(Double(days) * 86_400))
    }
}
