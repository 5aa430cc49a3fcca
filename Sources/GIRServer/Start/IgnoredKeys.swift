import GIRConfigKit

/// The keys of a configuration that are meant to protect the server and would be ignored.
///
/// A key that is misspelt leaves the default in force, and the defaults are plain HTTP on all addresses, no CSRF protection
/// and links without TLS: what a linter may call a warning, the server must not start on.
enum IgnoredKeys {
    /// The first finding about one.
    ///
    /// - Parameter isPlaintextWanted: `jetty.enableSsl` is false in so many words.
    static func first(in report: LintReport, isPlaintextWanted: Bool) -> Diagnostic? {
        report.diagnostics.first { finding in
            switch finding.name {
            case "misplaced-key", "misspelt-key", "unknown-key": names(finding).contains(where: protects)
            case "unused-tls-settings": !isPlaintextWanted
            default: false
            }
        }
    }

    /// The option's path as it is written, and as it was probably meant.
    private static func names(_ finding: Diagnostic) -> [String] {
        let section = finding.path.lastIndex(of: ".").map { String(finding.path[...$0]) } ?? ""
        return [finding.path] + (finding.fix?.edits.map { section + $0.replacement } ?? [])
    }

    /// Whether the server is less protected without it; capitals, hyphens and underscores do not matter.
    private static func protects(_ path: String) -> Bool {
        switches.contains(path.lowercased().filter { $0 != "-" && $0 != "_" })
    }

    private static let switches = Set(
        OptionCatalogue.standard.options.map { $0.path.lowercased() }
            .filter { $0.hasPrefix("jetty.ssl.") || $0.hasPrefix("jetty.cookies.") } + [
                "cassandracluster", "cassandracluster.usessl", "girctl", "girctl.sessionmaxage", "jetty",
                "jetty.cookies",
                "jetty.enablessl", "jetty.host", "jetty.sessionmaxinactiveinterval", "jetty.ssl", "onpremisesettings",
                "onpremisesettings.tlsenabled", "serversettings", "serversettings.crossoriginsettings",
                "serversettings.crossoriginsettings.allowcredentials", "serversettings.enablecsrfprotection",
            ]
    )
}
