import GIRCommandLine
import GIRConfigKit
import GIRPKI

/// What to do about the outcome of `ca validate`: sentences, with the command where girctl has one.
struct TrustHelp {
    let trust: Truststore
    let chainFile: String
    /// Whether the chain is one certificate.
    let isAlone: Bool
    let host: String?
    /// What the chain belongs to; nil where nobody has said it.
    let link: LinkName?

    /// The help for every failure, and for a name that only the weak rule accepts.
    func lines(for result: TrustResult) -> [String] {
        var seen: Set<String> = []
        let lines = unseen(result) + result.failures.flatMap { remedies(for: $0, result) } + weakName(result)
        return lines.filter { seen.insert($0).inserted }
    }

    private func help(for failure: TrustFailure, _ result: TrustResult) -> [String] {
        let issuer = failure.certificate.map { "'\($0.issuer)'" } ?? "the issuer"
        return switch failure.code {
        case .badSignature: ["get the certificate of \(issuer) that signed it, and trust it: \(trusting("issuer.pem"))"]
        case .certificatePolicy, .nameConstraint, .pathLength, .unknownCriticalExtension:
            ["ask the CA for a certificate that its own certificates allow"]
        case .certificateVersion, .malformedCertificate, .notConformant: ["ask the CA for a new certificate"]
        case .emptyChain, .emptyTruststore: ["put the CA's certificate into the truststore: \(trusting("issuer.pem"))"]
        case .expired: expired(failure, result)
        case .extendedKeyUsage, .keyUsage:
            failure.place == .endEntity
                ? ["ask the CA for a certificate for this purpose: serverAuth for TLS servers, clientAuth for clients"]
                : anotherAuthority
        case .missingIssuer: missingIssuer(failure, issuer)
        case .nameMismatch: nameMismatch(result)
        case .notACA: anotherAuthority
        case .notYetValid: ["compare the clock of this machine with another: date -u"]
        case .pathTooComplex: ["have the server send its own certificate and the CAs above it, nothing else"]
        case .revocationUnknown: ["get the current revocation list of \(issuer) and name it with --crl"]
        case .revoked:
            failure.place == .endEntity
                ? ["replace the key and the certificate: \(replacing(for: host ?? "HOST", result))"]
                : ["get a certificate from a CA that is not revoked"]
        case .selfSigned:
            [
                "if its SHA-256 fingerprint \(fingerprint(failure)) is the one the server's owner names, trust it: "
                    + trustingServer,
                "or if a CA signed this key, put its certificate where the key is: "
                    + "girctl keystore import KEYSTORE --alias ALIAS --cert signed.pem",
            ]
        case .untrustedRoot:
            [
                "if the SHA-256 fingerprint \(fingerprint(failure)) is the one the CA publishes, trust its certificate: "
                    + trusting("issuer.pem")
            ]
        case .weakKey, .weakSignature:
            ["get a certificate for a new key, signed with SHA-256: \(replacing(for: host ?? "HOST", result))"]
        case .wrongOrder: ["put the server's own certificate first in its chain, then each issuer after what it signed"]
        }
    }

    /// Of a node of Cassandra, what the server says of it first.
    private func remedies(for failure: TrustFailure, _ result: TrustResult) -> [String] {
        let help = help(for: failure, result)
        guard link == .cassandra, failure.place == .endEntity || failure.code != .expired,
            let remedy = NodeCertificate.remedy(for: failure.code, host: host ?? "HOST")
        else { return help }
        // The CA of a cluster is no business of all other programs that Java runs.
        return trust.kind == .java ? [remedy] : [remedy] + help
    }

    // `openssl pkcs12 -export -nokeys` does not write the attribute that makes Java trust a certificate.
    private func unseen(_ result: TrustResult) -> [String] {
        guard trust.unseen > 0, !result.isComplete else { return [] }
        return [
            "Java does not see \(trust.unseen) of the truststore's certificates, as they are not marked as trusted; "
                + "copy them into one that it can use: girctl keystore import truststore.p12 --from \(ShellWord.quoted(trust.path))"
        ]
    }

    private var anotherAuthority: [String] {
        [
            "make the CA's certificate anew with the critical basic constraints CA:TRUE and the key usage keyCertSign",
            "or trust the server's certificate alone: \(trustingServer)",
        ]
    }

    private func expired(_ failure: TrustFailure, _ result: TrustResult) -> [String] {
        switch failure.place {
        case .anchor: ["get the CA's new certificate: \(trusting("issuer.pem"))"]
        case .endEntity, .wholeChain:
            link == .cassandra ? [] : ["renew the server's certificate: \(issuing(for: host ?? "HOST", result))"]
        case .intermediate:
            [
                "have the server send the CA's new certificate instead of '\(failure.certificate?.subject.description ?? "")'"
            ]
        }
    }

    // What an end-entity's issuer did not send is most often an intermediate, what a CA's did not is the root.
    private func missingIssuer(_ failure: TrustFailure, _ issuer: String) -> [String] {
        let sending = "have the server send the certificate of \(issuer) after its own"
        let trusting = "trust that CA: \(trusting("issuer.pem"))"
        return failure.place == .endEntity ? [sending, "or \(trusting)"] : [trusting, "or \(sending)"]
    }

    private func nameMismatch(_ result: TrustResult) -> [String] {
        guard let names = result.names, link != .cassandra else { return [] }
        if names.rfc9525.isMatch {
            return ["RWS does not compare that name; call the server by a DNS name of its certificate"]
        }
        let another = issuing(for: names.host, result)
        let adding = "call the server by one of its names, or have '\(names.host)' added: \(another)"
        return names.rws.isMatch ? [adding, "RWS itself accepts the name: --name-rule rws"] : [adding]
    }

    private func weakName(_ result: TrustResult) -> [String] {
        guard let names = result.names, names.rws.isMatch, !names.rfc9525.isMatch,
            !result.failures.contains(where: { $0.code == .nameMismatch })
        else { return [] }
        let another = issuing(for: names.host, result)
        return ["get a certificate with the name among its subject alternative names: \(another)"]
    }

    // A file with other certificates in it would have all of them trusted.
    private var trustingServer: String {
        isAlone && chainFile != "-" ? trusting(chainFile) : "\(trusting("server.pem")), where server.pem has no other"
    }

    /// The command that adds a trust anchor to this truststore.
    private func trusting(_ file: String) -> String {
        switch (trust.kind, trust.format) {
        case (.system, _):
            "cp \(ShellWord.quoted(file)) /usr/local/share/ca-certificates/NAME.crt && update-ca-certificates"
        case (_, .some): "girctl keystore import \(ShellWord.quoted(trust.path)) --trusted \(ShellWord.quoted(file))"
        case (_, nil) where !trust.isPEM:
            "girctl keystore import truststore.p12 --trusted \(ShellWord.quoted(file)), then name that with --ca"
        case (_, nil): "cat \(ShellWord.quoted(file)) >> \(ShellWord.quoted(trust.path))"
        }
    }

    /// The commands that get a certificate with a name: from the CA that issued the one at hand, as this truststore would
    /// not trust a self-signed one; a new key where nobody but the server itself signed it.
    private func issuing(for name: String, _ result: TrustResult) -> String {
        guard let issuer = issuer(result) else { return generating(name) }
        let request = "girctl keystore certreq KEYSTORE --alias ALIAS --san \(subjectName(name)) --out server.csr"
        return "\(request); have \(issuer) sign that, then: girctl keystore import KEYSTORE --alias ALIAS --cert REPLY"
    }

    /// The same for a key that is not to be used any more.
    private func replacing(for name: String, _ result: TrustResult) -> String {
        guard let issuer = issuer(result) else { return generating(name) }
        return "\(generating(name)); then girctl keystore certreq keystore.p12 --out server.csr, which \(issuer) signs"
    }

    /// Who signed the server's certificate; nil where it was the server.
    private func issuer(_ result: TrustResult) -> String? {
        result.path.first.flatMap { $0.isSelfIssued ? nil : "'\($0.issuer)'" }
    }

    private func generating(_ name: String) -> String {
        "girctl keystore genkey keystore.p12 --alias server --san \(subjectName(name))"
    }

    private func subjectName(_ name: String) -> String {
        let kind = HostName(name).map { if case .address = $0 { "ip" } else { "dns" } } ?? "dns"
        return ShellWord.quoted("\(kind):\(name)")
    }

    private func fingerprint(_ failure: TrustFailure) -> String {
        failure.certificate.map(CertificateReport.fingerprint) ?? ""
    }
}
