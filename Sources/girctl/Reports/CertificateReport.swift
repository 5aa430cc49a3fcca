import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// A certificate in the reports of all commands: the object CERT of the JSON contract.
struct CertificateReport: Codable {
    let subject: String
    let issuer: String
    let serial: String
    let sha256: String
    let notBefore: String
    let notAfter: String
    let subjectAlternativeNames: [String]
    let signatureAlgorithm: String
    let isCA: Bool

    init(_ certificate: Certificate) {
        subject = certificate.subject.description
        issuer = certificate.issuer.description
        serial = certificate.serialNumber
        sha256 = certificate.sha256.hex
        notBefore = JSONReport.time(certificate.notBefore)
        notAfter = JSONReport.time(certificate.notAfter)
        subjectAlternativeNames = certificate.subjectAlternativeNames.map(\.description)
        signatureAlgorithm = certificate.signatureAlgorithm
        isCA = certificate.isCA
    }

    /// The certificate as lines for people, indented by the caller.
    static func lines(_ certificate: Certificate, now: Date) -> [String] {
        let isSelfIssued = certificate.subject == certificate.issuer
        let names = certificate.subjectAlternativeNames.map(\.description)
        let key = certificate.keyAlgorithm
        let lines =
            [
                "subject    \(certificate.subject)\(certificate.isCA ? " (CA)" : "")",
                "issuer     \(isSelfIssued ? "itself" : certificate.issuer.description)",
            ] + (names.isEmpty ? [] : ["names      \(names.joined(separator: ", "))"]) + [
                "key        \(key.map { "\($0.name) \($0.bits)" } ?? "unknown"), \(certificate.signatureAlgorithm)",
                "valid      \(JSONReport.time(certificate.notBefore)) to \(JSONReport.time(certificate.notAfter)), "
                    + validity(certificate, now: now),
                "serial     \(certificate.serialNumber)",
                "SHA-256    \(fingerprint(certificate))",
            ]
        // Each by itself: a line end inside a name must not look like a line of the report.
        return lines.map(TerminalText.safe)
    }

    /// The SHA-256 fingerprint as keytool prints it: upper case with colons.
    static func fingerprint(_ certificate: Certificate) -> String {
        certificate.sha256.map { [$0].hex.uppercased() }.joined(separator: ":")
    }

    /// Where the moment lies in the validity period, in words.
    static func validity(_ certificate: Certificate, now: Date) -> String {
        if now < certificate.notBefore { return "not yet valid" }
        let days = Int((abs(certificate.notAfter.timeIntervalSince(now)) / 86_400).rounded(.down))
        let text = "\(days) day\(days == 1 ? "" : "s")"
        return certificate.notAfter < now ? "expired \(text) ago" : "\(text) left"
    }
}
