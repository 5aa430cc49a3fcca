extension NameReport {
    /// Compares the names of an end-entity certificate with the host.
    public init(of certificate: Certificate, host: String) {
        self.init(of: PathCertificate(certificate), host: host)
    }

    init(of certificate: PathCertificate, host: String) {
        self.host = host
        let alternatives = certificate.extensions.subjectAlternativeNames ?? []
        let subject = certificate.certificate.subject.commonNames
        let issuer = certificate.certificate.issuer.commonNames
        rfc9525 = NameMatch(by: Self.standardMatch(host, alternatives))
        rws = NameMatch(by: Self.guideMatch(host, alternatives, subject: subject, issuer: issuer))
        let isNamed = alternatives.contains {
            switch $0 {
            case .dns, .ip: true
            default: false
            }
        }
        https = isNamed || rws.by != .subjectCN ? rfc9525 : rws
        presented = alternatives.map(\.text) + subject.map { "subject CN '\($0)'" } + issuer.map { "issuer CN '\($0)'" }
    }

    /// RFC 9525 §6.3, §6.5.
    private static func standardMatch(_ host: String, _ names: [NameForm]) -> NameMatch.Field? {
        switch HostName(host) {
        case .address(let bytes): names.contains(.ip(bytes)) ? .sanIP : nil
        case .domain(let reference):
            names.contains {
                if case .dns(let presented) = $0 { matches(presented, reference) } else { false }
            } ? .sanDNS : nil
        case nil: nil
        }
    }

    /// Compares a DNS name of a certificate with the host; only a whole leftmost label may be a wildcard, and it
    /// stands for one label in front of two more at least, so that no certificate covers a top-level domain.
    private static func matches(_ presented: String, _ reference: String) -> Bool {
        guard presented.hasPrefix("*.") else {
            return presented.utf8.count == reference.utf8.count && presented.lowercased() == reference
        }
        let parent = presented.dropFirst(2)
        guard HostName.isDomain(parent), parent.contains("."), let dot = reference.firstIndex(of: ".") else {
            return false
        }
        return reference[reference.index(after: dot)...] == parent.lowercased()
    }

    private static func guideMatch(
        _ host: String,
        _ alternatives: [NameForm],
        subject: [String],
        issuer: [String]
    ) -> NameMatch.Field? {
        guard let reference = plain(host) else { return nil }
        let isDNS = alternatives.contains {
            if case .dns(let name) = $0 { plain(name) == reference } else { false }
        }
        if isDNS { return .sanDNS }
        if subject.contains(where: { plain($0) == reference }) { return .subjectCN }
        return issuer.contains { plain($0) == reference } ? .issuerCN : nil
    }

    // The guide asks for equality; case, the final dot, the script of a label and the brackets of an address do not
    // make another host.
    private static func plain(_ name: String) -> String? {
        if let host = HostName(name) { return host.description }
        guard let text = HostName.ascii(name) else { return nil }
        let absolute = text.hasSuffix(".") ? String(text.dropLast()) : text
        return absolute.isEmpty ? nil : absolute
    }
}
