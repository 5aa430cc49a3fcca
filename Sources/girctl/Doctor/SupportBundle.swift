import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// What may be sent to someone who helps: the report and its evidence, without passwords and keys.
///
/// Only what is known to be harmless goes in; then every text is searched for every secret that was met on the way.
struct SupportBundle {
    private var texts: [(name: String, text: String)] = []
    private let secrets: [String]
    private let time: Date

    init(_ report: DoctorReport, _ examination: Examination, now: Date) throws(CommandFailure) {
        time = now
        let redacted = examination.source.map { RedactedConfiguration(of: $0) }
        secrets = (examination.secrets + (redacted?.secrets ?? [])).compactMap { $0.revealText() }
            // Shorter ones are parts of ordinary words.
            .filter { $0.unicodeScalars.count >= 4 }.sorted { $0.count > $1.count }
        texts.append(("report.txt", report.text + "\n"))
        texts.append(("report.json", try JSONReport.text(report)))
        texts.append(("versions.txt", Self.versions))
        if let redacted { texts.append(("application.redacted.yaml", redacted.text)) }
        if let lint = examination.lint {
            // The findings' texts quote the configuration; their rules and places do not.
            let lines = lint.diagnostics.map { finding in
                let start = finding.primary.span.start
                return "\(start.line):\(start.column) \(finding.severity.rawValue) \(finding.id)\n"
            }
            texts.append(("lint.txt", lines.joined()))
        }
        if let links = examination.links { texts.append(("links.json", try JSONReport.text(links))) }
        if let (path, store) = examination.keystore {
            texts.append(
                ("keystore.json", try JSONReport.text(KeyStoreReport(store, entries: store.entries, file: path)))
            )
        }
        texts += examination.chains.map { ($0.name, $0.pem) }
    }

    /// Writes the archive; only its owner can read it.
    func write(to path: String) throws(CommandFailure) {
        var archive = TarArchive(time: Int(time.timeIntervalSince1970))
        for (name, text) in texts {
            archive.add(
                Array(secrets.reduce(text) { $0.replacing($1, with: Secret.mask) }.utf8),
                as: "girctl-doctor/\(name)"
            )
        }
        try OutputFile.writeResult(path, archive.gzipped(), mode: 0o600)
    }

    private static var versions: String {
        let system = (try? InputFile.read("/etc/os-release", limit: 1 << 16)).map {
            String(decoding: $0, as: UTF8.self)
        }
        let name = system?.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }.map(String.init)
        return """
            girctl \(Version.text)
            \(CryptographicLibrary.version)
            \(name ?? "PRETTY_NAME unknown")

            """
    }
}
