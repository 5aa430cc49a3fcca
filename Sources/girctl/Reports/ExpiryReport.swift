import FoundationEssentials
import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// The result of `keystore expiry`.
struct ExpiryReport: Encodable {
    let schema = "girctl.keystore-expiry/1"
    let warn: String
    let crit: String
    /// The worst that was found.
    let worst: Status
    let certificates: [Item]
    let unreadable: [ExpiryScan.Unreadable]
    /// Keystores whose certificates are reported although the password does not open them.
    let unverified: [ExpiryScan.Unreadable]

    /// How soon a certificate expires; the later ones are worse.
    enum Status: String, Encodable, Comparable, CaseIterable {
        case ok
        case warning
        case critical
        case expired

        static func < (left: Status, right: Status) -> Bool { left.order < right.order }
        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    struct Item: Encodable {
        let file: String
        @Nullable var alias: String?
        let status: Status
        let daysLeft: Int
        let certificate: CertificateReport
        // Not in the JSON: the report above has them as text.
        let source: Certificate

        enum CodingKeys: CodingKey {
            case file, alias, status, daysLeft, certificate
        }
    }

    init(_ scan: ExpiryScan, warn: TimeSpan, crit: TimeSpan, now: Date) {
        self.warn = warn.defaultValueDescription
        self.crit = crit.defaultValueDescription
        unreadable = scan.unreadable
        unverified = scan.unverified
        let items = scan.found
            .map { found in
                let left = found.certificate.notAfter.timeIntervalSince(now)
                let status: Status =
                    left < 0 ? .expired : left < crit.seconds ? .critical : left < warn.seconds ? .warning : .ok
                return Item(
                    file: found.file,
                    alias: found.alias,
                    status: status,
                    daysLeft: Int((left / 86_400).rounded(.down)),
                    certificate: CertificateReport(found.certificate),
                    source: found.certificate
                )
            }
        certificates = items.sorted { $0.source.notAfter < $1.source.notAfter }
        worst = items.map(\.status).max() ?? .ok
    }

    /// The result for people: the next to expire first.
    var lines: [String] {
        let all = certificates.map { item in
            "\(item.status.rawValue.padded(to: 8))  \(item.days.padded(to: 16))  \(item.certificate.notAfter)  \(item.place)"
        }
        let problems = unreadable.map { "unknown   \($0.file): \($0.reason)" }
        let notes = unverified.map { "note      \($0.file): \($0.reason)" }
        return all + problems + notes + (all.isEmpty && problems.isEmpty ? ["no certificates"] : [])
    }

    // MARK: Nagios

    /// The status of a plugin that cannot tell.
    static let unknownPluginStatus: Int32 = 3

    /// The exit status of a monitoring plugin.
    var pluginStatus: Int32 {
        if worst >= .critical { return 2 }
        // What could not be read is more than what will expire some day.
        if !unreadable.isEmpty || certificates.isEmpty { return Self.unknownPluginStatus }
        return worst == .warning ? 1 : 0
    }

    /// The line of a monitoring plugin, with the numbers behind the bar.
    var pluginLine: String {
        let name = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][Int(pluginStatus)]
        let bad = certificates.filter { $0.status != .ok }
        let unknown = unreadable.isEmpty ? "" : ", \(unreadable.count) unreadable: '\(unreadable[0].file)'"
        let unchecked = unverified.first.map { ", \(unverified.count) not verified: '\($0.file)'" } ?? ""
        let next = (bad.first ?? certificates.first).map { ": \($0.days), \($0.place)" } ?? ""
        let days = certificates.first.map { " | days_left=\($0.daysLeft)" } ?? ""
        let text =
            bad.isEmpty
            ? "\(certificates.count == 1 ? "1 certificate" : "\(certificates.count) certificates") good\(next)"
            : "\(bad.count) of \(certificates.count) expire\(next)"
        return
            "CERTIFICATES \(name) - \(text.replacing("|", with: "/"))\((unknown + unchecked).replacing("|", with: "/"))\(days)"
    }

    // MARK: Prometheus

    /// The result as metrics in the text format of Prometheus.
    var metrics: String {
        var lines: [String] = []
        func add(_ name: String, _ help: String, _ value: (Item) -> Int) {
            lines += ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
            // Equal certificates of one place are one series.
            var seen: Set<String> = []
            for item in certificates where seen.insert(item.labels).inserted {
                lines.append("\(name){\(item.labels)} \(value(item))")
            }
        }
        add("girctl_cert_not_after_seconds", "The last second at which the certificate is valid, since 1970.") {
            Int($0.source.notAfter.timeIntervalSince1970)
        }
        add("girctl_cert_not_before_seconds", "The first second at which the certificate is valid, since 1970.") {
            Int($0.source.notBefore.timeIntervalSince1970)
        }
        lines += [
            "# HELP girctl_cert_unreadable_files The number of files that could not be read.",
            "# TYPE girctl_cert_unreadable_files gauge", "girctl_cert_unreadable_files \(unreadable.count)",
            "# HELP girctl_cert_unverified_files The number of keystores that the password did not open.",
            "# TYPE girctl_cert_unverified_files gauge", "girctl_cert_unverified_files \(unverified.count)",
        ]
        return lines.joined(separator: "\n")
    }
}

extension ExpiryReport.Item {
    /// The days in words.
    fileprivate var days: String {
        let count = daysLeft < 0 ? -(daysLeft + 1) : daysLeft
        let text = "\(count) day\(count == 1 ? "" : "s")"
        return daysLeft < 0 ? "expired \(text) ago" : "\(text) left"
    }

    /// Where it is and whom it speaks of.
    fileprivate var place: String { "\(file)\(alias.map { " '\($0)'" } ?? ""): \(certificate.subject)" }

    fileprivate var labels: String {
        let pairs = [
            ("file", file), ("alias", alias ?? ""), ("subject", certificate.subject), ("sha256", certificate.sha256),
        ]
        return pairs.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    }

    // The three characters that a label value cannot hold as they are.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
