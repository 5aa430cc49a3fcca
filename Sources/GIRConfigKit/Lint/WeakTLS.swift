/// Versions and cipher suites of TLS that are not to be spoken any more (RFC 9325).
enum WeakTLS {
    static let cipherRationale = """
        Without a key exchange of its own (`TLS_RSA_…`) each recorded connection can be read by whoever gets the \
        server's key later. RC4, DES, 3DES, NULL, anonymous and export suites are broken, CBC with SHA-1 has been \
        attacked again and again. A list that has nothing else keeps safe clients out.
        """

    /// Reports the weak versions in a list of them.
    static func reportProtocols(_ context: LintContext, _ path: String, _ report: inout RuleReporter) {
        for (name, place) in values(context, path) where protocols.contains(name.uppercased()) {
            report(place, "'\(name)' is no longer safe", help: ["leave TLSv1.2 and TLSv1.3 only"])
        }
    }

    /// Reports the weak suites in a list of them.
    static func reportCiphers(_ context: LintContext, _ path: String, _ report: inout RuleReporter) {
        for (name, place) in values(context, path) {
            guard let reason = weakness(of: name.uppercased()) else { continue }
            report(
                place,
                "'\(UnknownKey.shown(name))' is a weak cipher suite",
                notes: [reason],
                help: ["leave suites of TLS 1.3, and TLS_ECDHE_… with GCM or CHACHA20 of TLS 1.2"]
            )
        }
    }

    /// Whether one of the two would report the name.
    static func isWeak(_ name: String) -> Bool {
        protocols.contains(name.uppercased()) || weakness(of: name.uppercased()) != nil
    }

    private static func values(_ context: LintContext, _ path: String) -> [(String, RuleReporter.Place)] {
        guard let setting = context[path], !setting.isPlaceholder else { return [] }
        return (setting.value.isSequence ? setting.value.items : [setting.value]).flatMap { item in
            (item.scalarText?.split(separator: ",") ?? []).map { name in
                (name.trimmingBlanks(), RuleReporter.Place(span: item.span, path: path, section: setting.section))
            }
        }
    }

    private static func weakness(of suite: String) -> String? {
        guard suite.hasPrefix("TLS_") || suite.hasPrefix("SSL_") else { return nil }
        let parts = Set(suite.split(separator: "_").map(String.init))
        if !parts.isDisjoint(with: broken) { return "it is broken" }
        if suite.contains("_WITH_"), !parts.contains("ECDHE"), !parts.contains("DHE") {
            return "it has no forward secrecy"
        }
        return suite.hasSuffix("_CBC_SHA") ? "it uses CBC with SHA-1" : nil
    }

    private static let broken: Set<String> = [
        "3DES", "ANON", "DES", "DES40", "EXPORT", "IDEA", "MD5", "NULL", "RC2", "RC4",
    ]
    private static let protocols: Set<String> = [
        "SSL", "SSLV2", "SSLV2HELLO", "SSLV3", "TLSV1", "TLSV1.0", "TLSV1.1",
    ]
}
