import GIRConfigKit
import GIRPKI

/// The hosts that a listener with TLS answers for: those that its certificates name, and those of the addresses that the
/// configuration gives to clients, who may come through a proxy with a certificate of its own.
///
/// A request for another one was meant for another server, or a browser was led here by a name of somebody else's
/// (RFC 9110 §15.5.20).
struct ServedHosts: Sendable {
    private let certificates: [Certificate]
    private let exact: Set<String>

    /// Nil where a certificate has no DNS name: clients that verify then call an address, and the others cannot be
    /// told from them.
    init?(_ certificates: [Certificate], others: [String]) {
        let names = certificates.map { certificate in
            certificate.subjectAlternativeNames.compactMap { name in
                if case .dns(let text) = name { text.lowercased() } else { nil }
            }
        }
        guard !names.contains([]) else { return nil }
        self.certificates = certificates
        exact = Set(names.joined() + others.map { $0.lowercased() })
    }

    /// Whether a request for the host, as ``Authority`` has it, is answered.
    ///
    /// Addresses and `localhost` always are: nobody can make them lead a browser here that was on its way elsewhere.
    func cover(_ host: String) -> Bool {
        let name = host.utf8.last == UInt8(ascii: ".") ? String(host.dropLast()) : host
        return exact.contains(name) || Self.isUnmistakable(name)
            || certificates.contains { NameReport(of: $0, host: name).https.isMatch }
    }

    /// Whether the host is an address or `localhost`.
    static func isUnmistakable(_ host: String) -> Bool {
        if LoopbackAddress.isOne(host) { return true }
        if case .address = HostName(host) { return true }
        return false
    }
}
