import GIRConfigKit
import GIRPKI

/// The hosts that a listener with TLS answers for: those that its certificate names, and those of the addresses that the
/// configuration gives to clients, who may come through a proxy with a certificate of its own.
///
/// A request for another one was meant for another server, or a browser was led here by a name of somebody else's
/// (RFC 9110 §15.5.20).
struct ServedHosts: Sendable {
    private let certificate: Certificate
    private let exact: Set<String>

    /// Nil where the certificate has no DNS name: clients that verify then call an address, and the others cannot be
    /// told from them.
    init?(_ certificate: Certificate, others: [String]) {
        let names = certificate.subjectAlternativeNames.compactMap { name in
            if case .dns(let text) = name { text.lowercased() } else { nil }
        }
        guard !names.isEmpty else { return nil }
        self.certificate = certificate
        exact = Set(names + others.map { $0.lowercased() })
    }

    /// Whether a request for the host, as ``Authority`` has it, is answered.
    ///
    /// Addresses and `localhost` always are: nobody can make them lead a browser here that was on its way elsewhere.
    func cover(_ host: String) -> Bool {
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        if exact.contains(name) || LoopbackAddress.isOne(name) { return true }
        if case .address = HostName(name) { return true }
        return NameReport(of: certificate, host: name).https.isMatch
    }
}
